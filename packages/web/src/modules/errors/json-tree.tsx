import { plainText } from '../../lib/plain-text.ts';
import classes from './json-tree.module.css';

const mostEntries = 200;
const mostDepth = 12;

/** A value as a tree whose deeper branches are folded. Everything is text. */
export function JsonTree({ value }: { value: Record<string, unknown> }) {
  return (
    <div className={classes.tree}>
      <Entries entries={Object.entries(value)} depth={0} />
    </div>
  );
}

function Entries({ entries, depth }: { entries: readonly [string, unknown][]; depth: number }) {
  return (
    <ul className={classes.entries}>
      {entries.slice(0, mostEntries).map(([name, value]) => (
        <li key={name}>
          <Entry name={name} value={value} depth={depth} />
        </li>
      ))}
      {entries.length > mostEntries ? (
        <li className={classes.more}>… {entries.length - mostEntries} more</li>
      ) : null}
    </ul>
  );
}

function Entry({ name, value, depth }: { name: string; value: unknown; depth: number }) {
  const inner = innerOf(value);
  if (inner === null || inner.length === 0 || depth >= mostDepth)
    return (
      <>
        <span className={classes.name}>{plainText(name)}</span> <Leaf value={value} />
      </>
    );
  return (
    <details>
      <summary>
        <span className={classes.name}>{plainText(name)}</span>{' '}
        <span className={classes.more}>
          {Array.isArray(value) ? `[${inner.length}]` : `{${inner.length}}`}
        </span>
      </summary>
      <Entries entries={inner} depth={depth + 1} />
    </details>
  );
}

function innerOf(value: unknown): [string, unknown][] | null {
  return typeof value === 'object' && value !== null ? Object.entries(value) : null;
}

function Leaf({ value }: { value: unknown }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return (
    <span className={classes.leaf} data-kind={value === null ? 'null' : typeof value}>
      {plainText(text ?? 'undefined')}
    </span>
  );
}
