/** Quotes one argument for a POSIX shell; also for zsh, which would look up a program behind a leading `=`. */
export function shellQuote(argument: string): string {
  return /^[\w./:@%+,-][\w./:=@%+,-]*$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
