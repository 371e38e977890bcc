import { describe, expect, it } from 'vitest';
import { createLock } from './lock.ts';

describe('a lock', () => {
  it('runs one task at a time, in order, and goes on after a failure', async () => {
    const lock = createLock();
    const log: string[] = [];
    const task =
      (name: string, fails = false) =>
      async () => {
        log.push(`${name} begins`);
        await Promise.resolve();
        log.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      };
    const first = lock.run(task('a', true));
    const second = lock.run(task('b'));
    expect(lock.held).toBe(true);
    await expect(first).rejects.toThrow('a');
    await expect(second).resolves.toBe('b');
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });
});
