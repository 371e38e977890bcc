import type { Config } from '../../config.ts';

export interface SecurityHeaders {
  level: Config['securityLevel'];
  /** Header name (as sent) → value, for a request under TLS or not. */
  headersFor(isTls: boolean): Record<string, string>;
  /** Directive → sources. */
  csp: Record<string, string[]>;
  isReportOnly: boolean;
}

/** What each level changes; the base is what "Security Headers" of the operating procedures asks for. */
const levels = {
  strict: { frame: 'DENY', ancestors: "'none'", scripts: ["'self'"] },
  moderate: { frame: 'SAMEORIGIN', ancestors: "'self'", scripts: ["'self'"] },
  // Development servers put scripts into the page and evaluate them.
  relaxed: {
    frame: 'SAMEORIGIN',
    ancestors: "'self'",
    scripts: ["'self'", "'unsafe-inline'", "'unsafe-eval'"],
  },
} as const;

const yearS = 31_536_000;

/** The security headers of every reply; OWASP's list (https://owasp.org/www-project-secure-headers/) as of 2026. */
export function createSecurityHeaders(
  config: Pick<Config, 'securityLevel' | 'cspEnabled' | 'cspReportOnly' | 'hstsEnabled'>,
): SecurityHeaders {
  const level = levels[config.securityLevel];
  const csp = contentPolicy(level);
  const cspName = config.cspReportOnly ? 'Content-Security-Policy-Report-Only' : 'Content-Security-Policy';
  const plain: Record<string, string> = {
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': level.frame,
    // Browsers' old filter did more harm than good: OWASP's advice is to switch it off.
    'X-XSS-Protection': '0',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Permissions-Policy':
      'accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()',
    'X-Permitted-Cross-Domain-Policies': 'none',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Reporting-Endpoints': 'csp="/api/csp-report"',
    ...(config.cspEnabled ? { [cspName]: writePolicy(csp) } : {}),
  };
  const secure = config.hstsEnabled
    ? { ...plain, 'Strict-Transport-Security': `max-age=${yearS}; includeSubDomains` }
    : plain;
  return {
    level: config.securityLevel,
    headersFor: (isTls) => (isTls ? secure : plain),
    csp: config.cspEnabled ? csp : {},
    isReportOnly: config.cspReportOnly,
  };
}

/** Nothing from elsewhere. Styles may stand in the page because the UI kit sets sizes and colours that way. */
function contentPolicy(level: (typeof levels)[keyof typeof levels]): Record<string, string[]> {
  return {
    'default-src': ["'self'"],
    'script-src': [...level.scripts],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'", 'data:'],
    'connect-src': ["'self'"],
    'worker-src': ["'self'", 'blob:'],
    'object-src': ["'none'"],
    'base-uri': ["'self'"],
    'form-action': ["'self'"],
    'frame-ancestors': [level.ancestors],
    'report-uri': ['/api/csp-report'],
    'report-to': ['csp'],
  };
}

function writePolicy(csp: Record<string, string[]>): string {
  return Object.entries(csp)
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
}
