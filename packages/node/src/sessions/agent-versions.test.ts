import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createAgentVersions } from './agent-versions.ts';

it('asks a program once for all who want to know, tells each, and asks again when it was replaced', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'architect-versions-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'acme');
  writeFileSync(file, `#!/bin/sh\necho asked >> ${directory}/asked\necho acme 1.2.3\n`, { mode: 0o755 });
  const versions = createAgentVersions();
  const process = {
    ...{ command: 'sh', cwd: '/', title: '', pid: null, env: { PATH: `${directory}:/bin` } },
    commandLines: [['sh', '-c', 'acme']],
  };
  const agent = { versionCommand: ['acme', '--version'] };
  const read = (onKnown: () => void = () => undefined) => versions.of(agent, process, onKnown);
  await Promise.all([1, 2].map(() => new Promise<void>((tell) => expect(read(tell)).toBeUndefined())));
  expect(read()).toBe('1.2.3');
  expect(readFileSync(join(directory, 'asked'), 'utf8')).toBe('asked\n');
  utimesSync(file, 1, 1);
  await new Promise<void>((tell) => expect(read(tell)).toBeUndefined());
  expect(versions.of({}, process, () => undefined)).toBeNull();
});
