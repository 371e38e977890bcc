/** One `%begin … %end|%error` block. Lines are raw bytes: captured text is not escaped inside a block. */
export interface ReplyBlock {
  failed: boolean;
  /** True when it answers a command of this client (flag 1); the attach itself has flag 0. */
  ours: boolean;
  lines: Buffer[];
}

export interface ControlHandlers {
  /** `chunk` is still escaped (`\ooo`); see `unescapeOutput`. It is a view: copy it to keep it. */
  output(paneId: string, chunk: Buffer): void;
  notify(name: string, rest: string): void;
  block(block: ReplyBlock): void;
}

const lineFeed = 10;
const blank = 32;
const percent = 37;
const plainOutput = Buffer.from('%output ');
const extendedOutput = Buffer.from('%extended-output ');
const extendedSeparator = Buffer.from(' : ');

/**
 * Parses what a `tmux -C` client prints (tmux(1), CONTROL MODE). Inside a block everything is data until the line that
 * repeats the whole `%begin` triple, so a screen that shows `%end 1 2 1` or `%exit` cannot end a reply.
 */
export function createControlParser(handlers: ControlHandlers): (bytes: Buffer) => void {
  let pieces: Buffer[] = [];
  let open: { end: string; error: string; block: ReplyBlock } | null = null;

  function takeLine(line: Buffer): void {
    if (open) return takeBlockLine(open, line);
    if (line[0] !== percent) return;
    const output = readOutput(line);
    if (output) return handlers.output(output.paneId, output.chunk);
    const text = line.toString('utf8');
    const space = text.indexOf(' ');
    const name = space < 0 ? text : text.slice(0, space);
    const rest = space < 0 ? '' : text.slice(space + 1);
    if (name !== '%begin') return handlers.notify(name, rest);
    open = {
      end: `%end ${rest}`,
      error: `%error ${rest}`,
      block: { failed: false, ours: rest.endsWith(' 1'), lines: [] },
    };
  }

  function takeBlockLine(current: NonNullable<typeof open>, line: Buffer): void {
    const mark = line[0] === percent && line.length <= current.error.length ? line.toString('latin1') : '';
    if (mark !== current.end && mark !== current.error) {
      current.block.lines.push(line);
      return;
    }
    open = null;
    current.block.failed = mark === current.error;
    handlers.block(current.block);
  }

  return (bytes) => {
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
      const tail = bytes.subarray(start, end);
      start = end + 1;
      if (pieces.length === 0) takeLine(tail);
      else {
        const whole = Buffer.concat([...pieces, tail]);
        pieces = [];
        takeLine(whole);
      }
    }
    if (start < bytes.length) pieces.push(bytes.subarray(start));
  };
}

function readOutput(line: Buffer): { paneId: string; chunk: Buffer } | null {
  if (startsWith(line, plainOutput)) {
    const space = line.indexOf(blank, plainOutput.length);
    if (space < 0) return null;
    return { paneId: line.toString('latin1', plainOutput.length, space), chunk: line.subarray(space + 1) };
  }
  if (!startsWith(line, extendedOutput)) return null;
  // `%extended-output %3 1200 : data` is what a client with pause-after gets.
  const space = line.indexOf(blank, extendedOutput.length);
  const separator = line.indexOf(extendedSeparator, extendedOutput.length);
  if (space < 0 || separator < 0) return null;
  return {
    paneId: line.toString('latin1', extendedOutput.length, space),
    chunk: line.subarray(separator + extendedSeparator.length),
  };
}

function startsWith(line: Buffer, prefix: Buffer): boolean {
  return line.length >= prefix.length && line.compare(prefix, 0, prefix.length, 0, prefix.length) === 0;
}
