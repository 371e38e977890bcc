import classes from './heartbeat.module.css';

/** Reports as bars, oldest first. The highest bar is the busiest one; an hour with any report is never flat. */
export function Heartbeat(props: {
  counts: readonly number[];
  label: string;
  /** Words for one bar, shown on hover. */
  titleOf?: (index: number) => string;
  size?: 'small' | 'large';
}) {
  const { counts, label, titleOf, size = 'small' } = props;
  const most = Math.max(1, ...counts);
  return (
    <svg
      className={classes.bars}
      data-size={size}
      viewBox={`0 0 ${counts.length * 4} 24`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {counts.map((count, index) => {
        const height = count === 0 ? 1 : 3 + (count / most) * 21;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in time.
            key={index}
            x={index * 4 + 0.5}
            y={24 - height}
            width={3}
            height={height}
            data-some={count > 0 || undefined}
          >
            {titleOf ? <title>{titleOf(index)}</title> : null}
          </rect>
        );
      })}
    </svg>
  );
}
