import { describe, expect, test } from 'vitest';
import { ConfigError, describeConfig, isLoopback, loadConfig } from './config.ts';

function faultsOf(env: Record<string, string>, flags = {}): string[] {
  try {
    loadConfig({ env, flags });
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test('everything has a default that works', () => {
  expect(loadConfig({ env: {} })).toMatchObject({
    port: 8080,
    host: '127.0.0.1',
    databaseUrl: null,
    user: 'architect',
    password: null,
    sessionTimeoutS: 3600,
    securityLevel: 'strict',
    csrfStrict: false,
    rateLimitEnabled: true,
    environment: 'prod',
    corsOrigins: [],
    ssl: false,
  });
  expect(loadConfig({ env: {} }).dataDir).toMatch(/\/data$/);
});

test('a flag wins over its variable, and an empty variable counts as not set', () => {
  const env = { PORT: '9000', HOST: '', CSRF_STRICT: 'yes', RATE_LIMIT_ENABLED: 'off', LOG_LEVEL: 'WARN' };
  const config = loadConfig({ env, flags: { port: 9001, csrfStrict: false } });
  expect(config).toMatchObject({
    port: 9001,
    host: '127.0.0.1',
    csrfStrict: false,
    rateLimitEnabled: false,
    logLevel: 'warn',
  });
});

test('all faults are told at once, by the name a person used, and without secrets', () => {
  const env = {
    PORT: '99999',
    DATABASE_URL: 'mysql://me:hush@db',
    SECURITY_LEVEL: 'none',
    SESSION_TIMEOUT: '0',
  };
  expect(faultsOf(env, { csrfStrict: 'perhaps' })).toEqual([
    'PORT takes a number from 0 to 65535, not "99999"',
    'DATABASE_URL takes a postgres:// address; leave it empty for SQLite',
    'SESSION_TIMEOUT takes a number from 1 to 31536000, not "0"',
    'SECURITY_LEVEL takes one of strict, moderate, relaxed, not "none"',
    '--csrf-strict takes true or false, not "perhaps"',
  ]);
});

describe('plain HTTP off loopback', () => {
  test.each([
    [{ HOST: '0.0.0.0' }, 1],
    [{ HOST: '192.168.1.4' }, 1],
    [{ HOST: '0.0.0.0', ARCHITECT_SSL: 'true' }, 0],
    [{ HOST: '0.0.0.0', ARCHITECT_BEHIND_PROXY: 'true' }, 0],
    [{ HOST: 'localhost' }, 0],
    [{ HOST: '::1' }, 0],
  ])('%j', (env, faults) => {
    const told = faultsOf(env);
    expect(told).toHaveLength(faults);
    if (faults) expect(told[0]).toContain('add --ssl, or --behind-proxy');
  });
});

test('loopback is told from names that only look like it', () => {
  expect(['127.0.0.1', '127.8.8.8', 'localhost', '::1'].every(isLoopback)).toBe(true);
  expect(['127.0.0.1.evil.example', '0.0.0.0', 'localhost.evil.example', ''].some(isLoopback)).toBe(false);
});

test('a description masks what is secret', () => {
  const shown = describeConfig(
    loadConfig({
      env: { ARCHITECT_PASSWORD: 'hush', SECRET_KEY: 'hush', DATABASE_URL: 'postgres://a:hush@b/c' },
    }),
  );
  expect(JSON.stringify(shown)).not.toContain('hush');
  expect(shown).toMatchObject({ ARCHITECT_PASSWORD: '********', PORT: 8080, ARCHITECT_TMUX_SOCKET: null });
});
