import classes from './keys.module.css';

/** Keys as caps: `g o` shows two. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className={classes.keys}>
      {keys.split(' ').map((key) => (
        <kbd key={key} className={classes.cap}>
          {key}
        </kbd>
      ))}
    </span>
  );
}
