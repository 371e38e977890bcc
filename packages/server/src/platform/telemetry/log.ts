import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** Fields whose values never reach the log, wherever they stand in the first three levels of an entry. */
const secretFields = [
  'password',
  'current_password',
  'new_password',
  'token',
  'csrf_token',
  'authorization',
  'cookie',
  'secret',
  'secretKey',
  'key',
  'api_key',
  'databaseUrl',
];
const redacted = ['', '*.', '*.*.'].flatMap((prefix) => [
  ...secretFields.map((field) => `${prefix}${field}`),
  `${prefix}["set-cookie"]`.replace('.[', '['),
  `${prefix}["x-csrf-token"]`.replace('.[', '['),
]);

/**
 * JSON lines on standard output; readable ones when a person watches.
 * @param destination for tests; then always JSON
 */
export function createLog({
  level,
  isTerminal = false,
  destination,
}: {
  level: string;
  isTerminal?: boolean;
  destination?: DestinationStream;
}): Logger {
  const options = {
    level,
    redact: { paths: redacted, censor: '[redacted]' },
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
    base: undefined,
  };
  if (destination) return pino(options, destination);
  return isTerminal ? pino(options, pretty({ translateTime: 'SYS:HH:MM:ss' })) : pino(options);
}
