/** Splits a stream of bytes into JSON values, one a line. What is no JSON (a warning of the CLI) is left out. */
export function createJsonLines(onValue: (value: unknown) => void): (chunk: Buffer) => void {
  let rest: Buffer[] = [];
  return (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...rest, chunk.subarray(from, end)]).toString('utf8');
      rest = [];
      from = end + 1;
      const value = parseLine(line);
      if (value !== undefined) onValue(value);
    }
    if (from < chunk.length) rest.push(Buffer.from(chunk.subarray(from)));
  };
}

function parseLine(line: string): unknown {
  try {
    return line.trim() === '' ? undefined : JSON.parse(line);
  } catch {
    return undefined; // not a message: the text stays in the journal for a person to read
  }
}
