/**
 * Quotes text as one argument of a line for a tmux control client. Everything that means something inside double quotes
 * is written in octal, so `#{}`, `;`, `$HOME`, quotes, backslashes and line feeds stay what they are.
 * @throws when the text holds NUL, which no tmux argument can carry.
 */
export function quoteArgument(text: string): string {
  if (text.includes('\0')) throw new Error('a tmux argument cannot hold NUL');
  return `"${text.replace(/[\u0001-\u001f\u007f"\\$]/g, (char) => octal(char.charCodeAt(0)))}"`;
}

/** Like `quoteArgument` for bytes that need not be UTF-8; every byte that is not a letter or digit goes in octal. */
export function quoteBytes(bytes: Uint8Array): string {
  let quoted = '';
  for (const byte of bytes) {
    if (byte === 0) throw new Error('a tmux argument cannot hold NUL');
    quoted += isAlphanumeric(byte) ? String.fromCharCode(byte) : octal(byte);
  }
  return `"${quoted}"`;
}

/** The same for an argument of a tmux process: there a `;` at the end would begin the next command. */
export function escapeProcessArgument(text: string): string {
  return text.replace(/;$/, '\\;');
}

/**
 * Keeps text literal where tmux expands formats (`new-session -s` and `-c`): `##` is a plain `#`. Before `[` a `#` is
 * already literal, and doubling it would not be undone.
 */
export function literalFormat(text: string): string {
  return text.replace(/#(?!\[)/g, '##');
}

/** Undoes the escaping of `%output`: bytes below 0x20 and the backslash come as `\ooo`, all others as they are. */
export function unescapeOutput(chunk: Buffer): Buffer {
  if (!chunk.includes(backslash)) return Buffer.from(chunk);
  const bytes = Buffer.allocUnsafe(chunk.length);
  let length = 0;
  for (let index = 0; index < chunk.length; index += 1) {
    const byte = chunk[index] ?? 0;
    if (byte === backslash && index + 3 < chunk.length) {
      bytes[length] =
        octalDigit(chunk, index + 1) * 64 + octalDigit(chunk, index + 2) * 8 + octalDigit(chunk, index + 3);
      index += 3;
    } else bytes[length] = byte;
    length += 1;
  }
  return bytes.subarray(0, length);
}

const backslash = 92;
const zero = 48;

function octalDigit(chunk: Buffer, index: number): number {
  return (chunk[index] ?? zero) - zero;
}

function octal(code: number): string {
  return `\\${code.toString(8).padStart(3, '0')}`;
}

function isAlphanumeric(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
}
