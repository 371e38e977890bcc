import type { StackFrame } from '@architect/contracts/error-groups';
import { plainText } from '../../lib/plain-text.ts';
import classes from './stack-panel.module.css';

/** A place in the code, with the lines around it where the reporter sent them. */
export function FrameRow({ frame, open }: { frame: StackFrame; open: boolean }) {
  const place = (
    <>
      <span className={classes.function}>{plainText(frame.function ?? '(anonymous)')}</span>{' '}
      <span className={classes.place}>{plainText(placeWords(frame))}</span>
    </>
  );
  return (
    <li className={classes.frame} data-app={frame.in_app || undefined}>
      {frame.code === null ? (
        <div className={classes.line}>{place}</div>
      ) : (
        <details open={open}>
          <summary className={classes.line}>{place}</summary>
          <Code frame={frame} code={frame.code} />
        </details>
      )}
    </li>
  );
}

function placeWords({ file, module, line, column }: StackFrame): string {
  return [file ?? module ?? 'unknown place', line, column].filter((part) => part !== null).join(':');
}

function Code({ frame, code }: { frame: StackFrame; code: string }) {
  const lines = [...frame.before, code, ...frame.after];
  const first = frame.line === null ? null : frame.line - frame.before.length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard.
    <pre className={classes.code} tabIndex={0}>
      {lines.map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one frame never change.
        <span key={index} className={classes.codeLine} data-here={index === frame.before.length || undefined}>
          <span className={classes.number}>{first === null ? '' : first + index}</span>
          {plainText(text) || ' '}
        </span>
      ))}
    </pre>
  );
}
