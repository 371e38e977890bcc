/** What scripts can rely on. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  forbidden: 4,
  conflict: 5,
  /** Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;
export type Failure = Exclude<keyof typeof exitCodes, 'ok'>;

/** Ends the program with one clear line and the exit code of its kind. */
export class CliError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CliError';
    this.failure = failure;
  }
}
