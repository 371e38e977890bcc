import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ScreenCapture, TmuxDriver } from './driver.ts';
import { aSession, createServerForTests, type ServerForTests, waitFor } from './server-for-tests.ts';

let server: ServerForTests;
let driver: TmuxDriver;

beforeEach(async () => {
  server = createServerForTests();
  driver = server.driver();
  await driver.start();
});

afterEach(() => server.cleanUp());

it('polls a window that prints too much, hears the others, and hears it again when it is calm', async () => {
  const program = join(server.dir, 'flood.mjs');
  // The first key starts it, the second ends it, what follows is echoed.
  writeFileSync(
    program,
    `let keys = 0, n = 0;
process.stdin.setRawMode(true);
process.stdin.on('data', (bytes) => {
  keys += 1;
  if (keys === 1) go();
  else process.stdout.write(keys === 2 ? '\\r\\nCALM\\r\\n' : bytes);
});
const go = () => { if (keys === 1) { process.stdout.write(n++ + '\\r\\n'); setImmediate(go); } };
process.stdout.write('READY');`,
  );
  const command = `exec '${process.execPath}' '${program}'`;
  const { paneId, windowId } = await driver.createSession(aSession('flood', { command }));
  const quiet = await driver.createSession(aSession('quiet', { command: 'cat' }));
  const screens: ScreenCapture[] = [];
  driver.on('screen', (capture) => screens.push(capture));
  const shows = (pane: string, text: string) => () =>
    screens.some(({ facts, rows }) => facts.paneId === pane && rows.some((row) => row.startsWith(text)));
  const inHub = () =>
    server.tmux('list-windows', '-t', '=_hub', '-F', '#{window_id}').split('\n').includes(windowId);

  expect(inHub()).toBe(true);
  await waitFor('it is ready', async () => (await driver.capture(paneId)).rows[0] === 'READY');
  await driver.typeBytes(paneId, Buffer.from('1'));
  await waitFor('the flood left the hub', () => !inHub());
  await driver.typeBytes(quiet.paneId, Buffer.from('still heard\n'));
  await waitFor('the quiet one is heard', shows(quiet.paneId, 'still heard'));
  await driver.typeBytes(paneId, Buffer.from('2'));
  await waitFor('the end of the flood is seen', shows(paneId, 'CALM'), 30_000);
  await waitFor('it is in the hub again', inHub);
  await driver.typeBytes(paneId, Buffer.from('back'));
  await waitFor('it is heard', shows(paneId, 'back'));
}, 60_000);
