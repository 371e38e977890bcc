import type { Shape, Tone } from '../lib/looks.ts';
import classes from './mark.module.css';

/** A small drawn sign for a state: the shape carries the meaning, the colour repeats it. */
export function Mark({ shape, tone, size = 14 }: { shape: Shape; tone: Tone; size?: number }) {
  return (
    <svg
      className={classes.mark}
      data-tone={tone}
      data-shape={shape}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
    >
      {drawings[shape]}
    </svg>
  );
}

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 2, strokeLinecap: 'round' } as const;

const drawings: Record<Shape, React.ReactNode> = {
  ring: <circle cx="8" cy="8" r="5" {...line} />,
  dot: <circle cx="8" cy="8" r="3" fill="currentColor" />,
  dashed: <circle cx="8" cy="8" r="5.500" {...line} strokeLinecap="butt" strokeDasharray="2.300 2.300" />,
  arc: (
    <>
      <circle cx="8" cy="8" r="5.500" {...line} opacity="0.28" />
      <path className={classes.spin} d="M8 2.500a5.500 5.500 0 0 1 5.500 5.500" {...line} />
    </>
  ),
  diamond: (
    <>
      <path d="M8 1.200 14.800 8 8 14.800 1.200 8Z" fill="currentColor" />
      <path d="M8 5v3.600M8 10.900v.2" stroke="var(--surface)" strokeWidth="1.800" strokeLinecap="round" />
    </>
  ),
  question: (
    <>
      <path d="M5.300 5.700A2.700 2.700 0 1 1 8 8.500V10" {...line} />
      <circle cx="8" cy="13" r="1.200" fill="currentColor" />
    </>
  ),
  hourglass: (
    <path
      d="M4 2.500h8M4 13.500h8M5 2.500c0 3.500 6 7.500 6 11M11 2.500c0 3.500-6 7.500-6 11"
      {...line}
      strokeWidth="1.700"
    />
  ),
  cross: <path d="m4 4 8 8M12 4l-8 8" {...line} strokeWidth="2.300" />,
  prompt: <path d="m3 4.500 3.500 3.500L3 11.500M8.500 12H13" {...line} />,
  bar: <path d="M3.500 8h9" {...line} strokeWidth="2.400" />,
  check: <path d="m3 8.500 3.300 3.300L13 4.800" {...line} strokeWidth="2.200" />,
};
