import { describe, expect, it } from 'vitest';
import { createControlParser } from './control-parser.ts';

/** Everything the parser tells, as short lines; the input is cut into chunks of `size` bytes. */
function parse(input: string, size: number): string[] {
  const told: string[] = [];
  const feed = createControlParser({
    output: (paneId, chunk) => told.push(`output ${paneId} [${chunk.toString()}]`),
    notify: (name, rest) => told.push(`notify ${name} [${rest}]`),
    block: ({ failed, ours, lines }) => told.push(`block ${failed} ${ours} [${lines.map(String).join('|')}]`),
  });
  const bytes = Buffer.from(input);
  for (let at = 0; at < bytes.length; at += size) feed(bytes.subarray(at, at + size));
  return told;
}

describe.each([1, 3, 7, 1_000])('control parser, fed %i bytes at a time', (size) => {
  it('tells output, notifications and blocks apart', () => {
    const input =
      '%begin 5 1 0\n%end 5 1 0\n%session-changed $1 my name\n%output %3 a \\033[1m é\n' +
      '%extended-output %12 1200 : x : y\n%begin 5 2 1\nrow\n\n%end 5 2 1\n%sessions-changed\n';
    expect(parse(input, size)).toEqual([
      'block false false []',
      'notify %session-changed [$1 my name]',
      'output %3 [a \\033[1m é]',
      'output %12 [x : y]',
      'block false true [row|]',
      'notify %sessions-changed []',
    ]);
  });

  it('takes lines inside a block for data unless they repeat its whole triple', () => {
    const inside = [
      '%end 1 2 1',
      '%error 5 2 0',
      '%exit',
      '%output %3 x',
      '%begin 5 2 1',
      '%end 5 2 1 ',
      ' %end 5 2 1',
    ];
    const input = `%begin 5 2 1\n${inside.join('\n')}\n%error 5 2 1\n`;
    expect(parse(input, size)).toEqual([`block true true [${inside.join('|')}]`]);
  });
});
