/** Characters that are written at once while the output is slow: rows come in parts, escapes may be cut. */
const pieceLength = 120;

/** The terminal, which can be made slow: frames then arrive in pieces, as over a bad line or from a busy program. */
export function createSlowOutput(out: NodeJS.WriteStream) {
  const waiting: string[] = [];
  let pauseMs = 0;
  let isDraining = false;

  function drain() {
    isDraining = waiting.length > 0;
    const piece = waiting.shift();
    if (piece === undefined) return;
    out.write(piece);
    if (pauseMs === 0 && waiting.length > 0) out.write(waiting.splice(0).join(''));
    setTimeout(drain, pauseMs);
  }

  return {
    get columns() {
      return out.columns;
    },
    get rows() {
      return out.rows;
    },
    write(text: string) {
      if (pauseMs === 0 && !isDraining) return out.write(text);
      for (let at = 0; at < text.length; at += pieceLength) waiting.push(text.slice(at, at + pieceLength));
      if (!isDraining) drain();
      return true;
    },
    /** Milliseconds between two pieces; 0 is the usual speed. */
    setPause(ms: number) {
      pauseMs = ms;
    },
  };
}
