/** One cell run with the same look. `dim` is how agents draw ghost text; `reverse` how they draw cursors and selections. */
export interface Run {
  text: string;
  dim: boolean;
  reverse: boolean;
  bold: boolean;
  /** Some agents underline the cell of their cursor. */
  underline: boolean;
  /** SGR colour parameters as written, e.g. `38;5;246`; empty for the default. */
  color: string;
  background: string;
}

/** A captured screen, parsed once. */
export interface Screen {
  /** Plain text rows without trailing blanks, all `height` of them. */
  lines: string[];
  /** Styled runs of each row. */
  runs: Run[][];
  width: number;
  height: number;
  cursor: { x: number; y: number; visible: boolean };
  title: string;
  command: string;
  alternateOn: boolean;
}
