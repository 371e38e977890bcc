/** A person who has touched nothing for this long is away: the page's own reads must not keep the login alive. */
export const awayAfterMs = 60_000;

/** Tells whether a person is at the page. `now` is epoch ms. */
export function watchPresence(target: EventTarget, now: () => number): { isAway(): boolean } {
  let lastTouchAt = now();
  const touch = () => {
    lastTouchAt = now();
  };
  for (const event of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart']) {
    target.addEventListener(event, touch, { passive: true });
  }
  return { isAway: () => now() - lastTouchAt > awayAfterMs };
}
