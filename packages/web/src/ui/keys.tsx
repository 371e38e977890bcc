import classes from './keys.module.css';

/** What stands on the cap of a key that the browser names in words. */
const caps: Record<string, string> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
};

/** Keys as caps: `g o` shows two. `silent`: on a button, whose name they are no part of. */
export function Keys({ keys, silent = false }: { keys: string; silent?: boolean }) {
  return (
    <span className={classes.keys} aria-hidden={silent || undefined}>
      {keys.split(' ').map((key) => (
        <kbd key={key} className={classes.cap}>
          {caps[key] ?? key}
        </kbd>
      ))}
    </span>
  );
}
