import '@xterm/xterm/css/xterm.css';
import { useRef } from 'react';
import classes from './terminal-view.module.css';
import { type TerminalStatus, useTerminal } from './use-terminal.ts';

/** xterm in the pane's own size; loaded only when a terminal is looked at. */
export function TerminalView(props: {
  session: string;
  typing: boolean;
  onStatus(status: TerminalStatus): void;
}) {
  const box = useRef<HTMLDivElement>(null);
  useTerminal({ ...props, box });
  return <div ref={box} className={classes.view} data-testid="terminal" />;
}
