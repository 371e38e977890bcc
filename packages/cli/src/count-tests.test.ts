import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const script = resolve(import.meta.dirname, '../../../scripts/count-tests.ts');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'architect-count-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});

it.each<[string, object | null, string, string]>([
  [
    'all well',
    { numPassedTests: 2, numFailedTests: 0, testResults: [file('passed', 'passed', 'passed')] },
    '0',
    '2 0',
  ],
  [
    'a failed test',
    { numPassedTests: 1, numFailedTests: 1, testResults: [file('failed', 'failed', 'passed')] },
    '1',
    '1 1',
  ],
  [
    'a file that does not load',
    { numPassedTests: 1, numFailedTests: 0, testResults: [file('failed'), file('passed', 'passed')] },
    '1',
    '1 1',
  ],
  [
    'both kinds',
    { numPassedTests: 0, numFailedTests: 1, testResults: [file('failed'), file('failed', 'failed')] },
    '1',
    '0 2',
  ],
  [
    'an error outside of tests',
    { numPassedTests: 1, numFailedTests: 0, testResults: [file('passed', 'passed')] },
    '1',
    '1 1',
  ],
  ['no test at all', { numPassedTests: 0, numFailedTests: 0, testResults: [] }, '0', '0 1'],
  ['no report', null, '1', '0 1'],
])('counts %s', (_name, report, exitCode, counts) => {
  const path = join(folder, `${Math.random()}.json`);
  if (report) writeFileSync(path, JSON.stringify(report));
  expect(execFileSync(process.execPath, [script, path, exitCode], { encoding: 'utf8' })).toBe(`${counts}\n`);
});
