import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { sweepHookDirs } from './sweep-hook-dirs.ts';

it('removes what no session uses and nobody has written to for a week', () => {
  const root = mkdtempSync(join(tmpdir(), 'hooks-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const now = Date.now();
  for (const [name, days] of Object.entries({ ended: 8, idle: 8, 'ended-today': 0 })) {
    mkdirSync(join(root, name));
    utimesSync(join(root, name), new Date(now - days * 86_400_000), new Date(now - days * 86_400_000));
  }
  expect(sweepHookDirs(root, new Set([join(root, 'idle')]), now)).toBe(1);
  expect(readdirSync(root).sort()).toEqual(['ended-today', 'idle']);
});
