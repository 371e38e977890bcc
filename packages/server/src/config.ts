import { resolve } from 'node:path';
import { z } from 'zod';

/** The repository root: this file is packages/server/src/config.ts. */
const repositoryRoot = resolve(import.meta.dirname, '../../..');

const trueWords = ['true', '1', 'yes', 'on'];
const falseWords = ['false', '0', 'no', 'off'];
const flag = (preset: boolean) =>
  z
    .string()
    .toLowerCase()
    .refine((word) => [...trueWords, ...falseWords].includes(word), 'takes true or false')
    .transform((word) => trueWords.includes(word))
    .default(preset);
const text = z.string().nullable().default(null);
const wholeNumber = (min: number, max: number, preset: number) =>
  z
    .string()
    .regex(/^\d+$/, 'takes a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `takes a number from ${min} to ${max}`)
    .default(preset);
const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: `takes one of ${words.join(', ')}` });
const webAddress = z.url({ protocol: /^https?$/, error: 'takes an http or https address' });
const wordList = z
  .string()
  .transform((list) =>
    list
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean),
  )
  .default([]);

/** One setting: its variable, the flag of `architect serve`, and what it does. */
export interface Setting {
  env: string;
  flag: string;
  help: string;
  isSecret?: true;
  schema: z.ZodType;
}

/** Every setting of the server. Everything works with nothing set. */
export const settings = {
  port: {
    env: 'PORT',
    flag: '--port',
    help: 'port to listen on; 0 takes a free one',
    schema: wholeNumber(0, 65_535, 8080),
  },
  host: {
    env: 'HOST',
    flag: '--host',
    help: 'address to listen on',
    schema: z.string().default('127.0.0.1'),
  },
  dataDir: {
    env: 'ARCHITECT_DATA_DIR',
    flag: '--data-dir',
    help: 'where database, local token and locks live',
    schema: z
      .string()
      .default('data')
      .transform((path) => resolve(repositoryRoot, path)),
  },
  codeSources: {
    env: 'CODE_SOURCES',
    flag: '--code-sources',
    help: 'directories in which projects are looked for, separated by commas',
    schema: wordList.refine((paths) => paths.every((path) => path.startsWith('/')), 'takes absolute paths'),
  },
  milestoneScanMinutes: {
    env: 'MILESTONE_SCAN_MINUTES',
    flag: '--milestone-scan-minutes',
    help: 'minutes between scans of all projects for work to plan; 0 scans only when told to',
    schema: wholeNumber(0, 100_000, 0),
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    flag: '--database-url',
    help: 'postgres://… instead of SQLite in the data directory',
    isSecret: true,
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'takes a postgres:// address; leave it empty for SQLite')
      .nullable()
      .default(null),
  },
  tmuxSocket: {
    env: 'ARCHITECT_TMUX_SOCKET',
    flag: '--tmux-socket',
    help: 'name of the tmux server, as in tmux -L',
    schema: text,
  },
  user: {
    env: 'ARCHITECT_USER',
    flag: '--user',
    help: 'name of the administrator',
    schema: z.string().default('architect'),
  },
  password: {
    env: 'ARCHITECT_PASSWORD',
    flag: '--password',
    help: 'password of the administrator',
    isSecret: true,
    schema: text,
  },
  secretKey: {
    env: 'SECRET_KEY',
    flag: '--secret-key',
    help: 'key that wraps the keys of stored secrets',
    isSecret: true,
    schema: text,
  },
  sessionTimeoutS: {
    env: 'SESSION_TIMEOUT',
    flag: '--session-timeout',
    help: 'seconds of inactivity after which a login ends',
    schema: wholeNumber(1, 31_536_000, 3600),
  },
  environment: {
    env: 'ARCHITECT_ENV',
    flag: '--env',
    help: 'dev shows full errors, qa short ones, prod none of the inside',
    schema: oneOf(['dev', 'qa', 'prod']).default('prod'),
  },
  logLevel: {
    env: 'LOG_LEVEL',
    flag: '--log-level',
    help: 'least important line that is logged',
    schema: z
      .string()
      .toLowerCase()
      .pipe(oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']))
      .default('info'),
  },
  securityLevel: {
    env: 'SECURITY_LEVEL',
    flag: '--security-level',
    help: 'how strict the security headers are',
    schema: oneOf(['strict', 'moderate', 'relaxed']).default('strict'),
  },
  cspEnabled: {
    env: 'SECURITY_CSP_ENABLED',
    flag: '--csp',
    help: 'send a content security policy',
    schema: flag(true),
  },
  cspReportOnly: {
    env: 'SECURITY_CSP_REPORT_ONLY',
    flag: '--csp-report-only',
    help: 'report violations without blocking',
    schema: flag(false),
  },
  hstsEnabled: {
    env: 'SECURITY_HSTS_ENABLED',
    flag: '--hsts',
    help: 'send Strict-Transport-Security under TLS',
    schema: flag(true),
  },
  csrfStrict: {
    env: 'CSRF_STRICT',
    flag: '--csrf-strict',
    help: 'ask every cookie request for a CSRF token, browser or not',
    schema: flag(false),
  },
  errorsRequireKey: {
    env: 'ERRORS_REQUIRE_KEY',
    flag: '--errors-require-key',
    help: 'refuse error reports that bring no reporting key',
    schema: flag(false),
  },
  errorsPerMinute: {
    env: 'ERRORS_PER_MINUTE',
    flag: '--errors-per-minute',
    help: 'error reports taken in a minute, all applications together; 0 is no ceiling',
    schema: wholeNumber(0, 1_000_000_000, 0),
  },
  errorsDiskReserveMb: {
    env: 'ERRORS_DISK_RESERVE_MB',
    flag: '--errors-disk-reserve-mb',
    help: 'MB that must stay free on the disk of the data directory; error reports are refused before it is less',
    schema: wholeNumber(0, 1_000_000_000, 200),
  },
  errorsSampleDays: {
    env: 'ERRORS_SAMPLE_DAYS',
    flag: '--errors-sample-days',
    help: 'days for which the samples of error reports are kept',
    schema: wholeNumber(1, 36_500, 30),
  },
  errorsCountDays: {
    env: 'ERRORS_COUNT_DAYS',
    flag: '--errors-count-days',
    help: 'days for which the hourly counts of errors are kept',
    schema: wholeNumber(1, 36_500, 90),
  },
  errorsArchiveDays: {
    env: 'ERRORS_ARCHIVE_DAYS',
    flag: '--errors-archive-days',
    help: 'days without a report after which an error is archived',
    schema: wholeNumber(1, 36_500, 365),
  },
  reportOwnErrors: {
    env: 'REPORT_OWN_ERRORS',
    flag: '--report-own-errors',
    help: 'list the errors of the dashboard itself among those of the applications',
    schema: flag(true),
  },
  rateLimitEnabled: {
    env: 'RATE_LIMIT_ENABLED',
    flag: '--rate-limit',
    help: 'limit requests per client',
    schema: flag(true),
  },
  corsOrigins: {
    env: 'CORS_ORIGINS',
    flag: '--cors-origins',
    help: 'other origins that may read the API, separated by commas',
    schema: wordList,
  },
  allowedHosts: {
    env: 'ARCHITECT_ALLOWED_HOSTS',
    flag: '--allowed-hosts',
    help: 'further host names under which a loopback server answers, separated by commas',
    schema: wordList,
  },
  ssl: {
    env: 'ARCHITECT_SSL',
    flag: '--ssl',
    help: 'serve HTTPS; makes a certificate in certs/ of the data directory',
    schema: flag(false),
  },
  behindProxy: {
    env: 'ARCHITECT_BEHIND_PROXY',
    flag: '--behind-proxy',
    help: 'a proxy in front speaks TLS; trust its X-Forwarded headers',
    schema: flag(false),
  },
  ollamaEndpoint: {
    env: 'OLLAMA_ENDPOINT',
    flag: '--ollama-endpoint',
    help: 'address of Ollama',
    schema: webAddress.default('http://127.0.0.1:11434'),
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;
export type Config = { readonly [Name in SettingName]: z.output<(typeof settings)[Name]['schema']> };

/** Every fault of the configuration at once, one line each. */
export class ConfigError extends Error {
  readonly faults: string[];
  constructor(faults: string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/**
 * The only reader of the environment. A flag wins over its variable; an empty value counts as not set.
 * @param flags values by setting name; booleans and numbers as the command line gives them
 * @throws ConfigError
 */
export function loadConfig(input: {
  env: Record<string, string | undefined>;
  flags?: Partial<Record<SettingName, string | number | boolean>>;
}): Config {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(settings)) {
    // Object.entries forgets that the keys are setting names.
    const given = input.flags?.[name as SettingName];
    const source = given === undefined ? setting.env : setting.flag;
    const raw = given === undefined ? input.env[setting.env] : String(given);
    const result = setting.schema.safeParse(raw === '' ? undefined : raw);
    if (result.success) values[name] = result.data;
    else faults.push(`${source} ${result.error.issues[0]?.message}${shown(setting, raw)}`);
  }
  // Each value was parsed by the schema of its own name; the loop is where the compiler loses that.
  const config = values as Config;
  if (faults.length === 0) faults.push(...conflicts(config));
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

/** What `architect config` prints: every setting, secrets masked. */
export function describeConfig(config: Config): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => {
      const value: unknown = config[name as SettingName];
      return [setting.env, isSecret(setting) && value !== null ? '********' : value];
    }),
  );
}

/** Whether only programs of this machine reach an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

function conflicts(config: Config): string[] {
  if (isLoopback(config.host) || config.ssl || config.behindProxy) return [];
  return [
    `HOST ${config.host} is reachable from other machines, and plain HTTP is served on loopback only: add --ssl, or --behind-proxy when a proxy in front speaks TLS`,
  ];
}

function isSecret(setting: Setting): boolean {
  return setting.isSecret === true;
}

function shown(setting: Setting, raw: string | undefined): string {
  return isSecret(setting) ? '' : `, not "${raw ?? ''}"`;
}
