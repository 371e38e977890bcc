import { systemEndpoints } from '@architect/contracts/system';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createTestServer } from '../../test-server.ts';

async function start(config = {}) {
  const server = await createTestServer({ config });
  onTestFinished(() => server.stop());
  return server;
}

describe('security headers', () => {
  test.each([
    ['strict', 'DENY', "script-src 'self';", "frame-ancestors 'none'"],
    ['moderate', 'SAMEORIGIN', "script-src 'self';", "frame-ancestors 'self'"],
    ['relaxed', 'SAMEORIGIN', "script-src 'self' 'unsafe-inline' 'unsafe-eval';", "frame-ancestors 'self'"],
  ])('of level %s stand on every reply', async (securityLevel, frame, scripts, ancestors) => {
    const server = await start({ securityLevel });
    for (const path of ['/health', '/api/nope', '/api/session', '/api/docs', '/']) {
      const { headers } = await server.request(path);
      expect(headers.get('x-frame-options'), path).toBe(frame);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain(scripts);
      expect(headers.get('content-security-policy')).toContain(ancestors);
      expect(headers.get('strict-transport-security')).toBeNull();
    }
    const shown = await server.local.request(systemEndpoints.getSecurityHeaders);
    expect(shown.body.data).toMatchObject({ level: securityLevel, report_only: false });
    const tested = await server.local.request(systemEndpoints.testSecurityHeaders);
    expect(tested.body.data.missing).toEqual([]);
    expect(tested.body.data.headers['X-Frame-Options']).toBe(frame);
  });

  test('report violations without blocking when asked to', async () => {
    const server = await start({ cspReportOnly: true });
    const { headers } = await server.request('/health');
    expect(headers.get('content-security-policy')).toBeNull();
    expect(headers.get('content-security-policy-report-only')).toContain('report-uri /api/csp-report');
  });
});

test.each(['application/csp-report', 'application/reports+json', 'application/json'])(
  'violation reports are taken from strangers as %s',
  async (type) => {
    const server = await start();
    const body = JSON.stringify({ 'csp-report': { 'blocked-uri': 'inline', anything: [1] } });
    const headers = { 'content-type': type, origin: 'null' };
    const reply = await server.request('/api/csp-report', { method: 'POST', body, headers });
    expect([reply.status, reply.body]).toEqual([200, { success: true, data: {} }]);
  },
);
