import { systemEndpoints } from '@architect/contracts/system';
import type { ModuleContext } from '../../platform/context.ts';
import type { SecurityHeaders } from '../../platform/http/security-headers.ts';
import { success } from '../../platform/http/success.ts';

/** Characters of a report that reach the log: it is written by strangers. */
const longestReport = 4000;

/** What headers are sent, whether they arrive, and what browsers report about them. */
export function createSecurity({
  bind,
  log,
  securityHeaders,
}: Pick<ModuleContext, 'bind' | 'log'> & { securityHeaders: SecurityHeaders }): void {
  bind(systemEndpoints.getSecurityHeaders, (_input, { request }) => {
    const { level, csp, isReportOnly } = securityHeaders;
    const headers = securityHeaders.headersFor(request.protocol === 'https');
    return success({ level, headers, csp, report_only: isReportOnly });
  });
  bind(systemEndpoints.testSecurityHeaders, (_input, { request, reply }) => {
    const wanted = Object.keys(securityHeaders.headersFor(request.protocol === 'https'));
    const present = reply.getHeaders();
    const headers = wanted.flatMap((name): [string, string][] => {
      const value = present[name.toLowerCase()];
      return value === undefined ? [] : [[name, String(value)]];
    });
    const sent = new Set(headers.map(([name]) => name));
    return success({
      headers: Object.fromEntries(headers),
      missing: wanted.filter((name) => !sent.has(name)),
    });
  });
  bind(systemEndpoints.reportCsp, ({ body }, { ip }) => {
    const report = JSON.stringify(body) ?? '';
    log.warn({ ip, csp_report: report.slice(0, longestReport) }, 'a browser reported a CSP violation');
    return success({});
  });
}
