import { expect, onTestFinished, test, vi } from 'vitest';
import { readErrorNoticeLevel, setErrorNoticeLevel } from './error-notice-level.ts';

test('what this browser was told last counts; nothing, and words of a later version, mean critical', () => {
  const saved = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => saved.get(key) ?? null,
    setItem: (key: string, value: string) => void saved.set(key, value),
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(readErrorNoticeLevel()).toBe('critical');
  for (const level of ['error', 'none', 'critical'] as const) {
    setErrorNoticeLevel(level);
    expect(readErrorNoticeLevel()).toBe(level);
  }
  for (const key of saved.keys()) saved.set(key, 'warning');
  expect(readErrorNoticeLevel()).toBe('critical');
});
