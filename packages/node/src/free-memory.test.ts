import { expect, it } from 'vitest';
import { readMemory } from './free-memory.ts';

const meminfo = 'MemTotal:       16000000 kB\nMemFree:         1000000 kB\nMemAvailable:    8000000 kB\n';
const gib = 2 ** 30;
const from = (files: Record<string, string>) =>
  readMemory((path) => ({ '/proc/meminfo': meminfo, ...files })[path] ?? null);

it('is what the machine has available, not what is unused', () => {
  expect(from({})).toEqual({ total_bytes: 16_000_000 * 1024, available_bytes: 8_000_000 * 1024 });
});

it('is that of the control group where it has less, without file pages that can go', () => {
  const group = {
    '/proc/self/cgroup': '0::/app\n',
    '/sys/fs/cgroup/app/memory.max': `${4 * gib}\n`,
    '/sys/fs/cgroup/app/memory.current': `${3 * gib}\n`,
    '/sys/fs/cgroup/app/memory.stat': `anon 5\ninactive_file ${gib}\n`,
  };
  expect(from(group)).toEqual({ total_bytes: 4 * gib, available_bytes: 2 * gib });
  expect(from({ ...group, '/sys/fs/cgroup/app/memory.max': 'max\n' }).total_bytes).toBe(16_000_000 * 1024);
});

it('knows the first version of control groups, and its way of saying no limit', () => {
  const folder = '/sys/fs/cgroup/memory';
  const files = (limit: string) => ({
    [`${folder}/memory.limit_in_bytes`]: limit,
    [`${folder}/memory.usage_in_bytes`]: `${gib}\n`,
    [`${folder}/memory.stat`]: 'total_inactive_file 0\n',
  });
  expect(from(files(`${2 * gib}\n`)).available_bytes).toBe(gib);
  expect(from(files('9223372036854771712\n')).available_bytes).toBe(8_000_000 * 1024);
});

it('reads this very machine', () => {
  const { total_bytes, available_bytes } = readMemory();
  expect(available_bytes).toBeGreaterThan(0);
  expect(available_bytes).toBeLessThanOrEqual(total_bytes);
});
