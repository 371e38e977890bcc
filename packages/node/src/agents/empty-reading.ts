import type { ScreenReading } from './agent.ts';

/** A screen that says nothing: what every adapter's reading starts from. */
export const emptyReading: Omit<ScreenReading, 'state' | 'rule' | 'detail'> = {
  boxShown: false,
  draft: null,
  dialog: null,
  overlay: false,
  limitedUntil: null,
  interrupted: false,
};
