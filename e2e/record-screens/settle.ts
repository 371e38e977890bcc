import { setTimeout as wait } from 'node:timers/promises';

/** Waits until the screen has not changed for `forMs`, at most `limitMs`: spinners never rest. */
export async function settle(screen: () => Promise<string>, forMs: number, limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs;
  let last = await screen();
  let since = Date.now();
  while (Date.now() - since < forMs && Date.now() < deadline) {
    await wait(60);
    const now = await screen();
    if (now !== last) {
      last = now;
      since = Date.now();
    }
  }
}
