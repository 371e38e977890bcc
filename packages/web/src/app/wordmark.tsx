import classes from './wordmark.module.css';

/** Two nested arches: a frame that holds others. */
export function Wordmark({ size = 20 }: { size?: number }) {
  return (
    <span className={classes.word}>
      <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
        <path d="M2 18V10a8 8 0 0 1 16 0v8" className={classes.outer} />
        <path d="M7 18v-7a3 3 0 0 1 6 0v7" className={classes.inner} />
      </svg>
      Architect
    </span>
  );
}
