import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeFiles, showChange } from './change-files.ts';
import { hookMark } from './edit-hooks.ts';
import { type HookAgent, type HookPlace, hookAgents, hookFile } from './hook-files.ts';
import { planInstall, planRemove } from './plan-hooks.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'architect-hooks-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const placeOf = (agent: HookAgent, command = `sh drop.sh ${hookMark}`): HookPlace => ({
  agent,
  env: { HOME: home },
  command,
});
const install = async (place: HookPlace) => changeFiles(await planInstall(place));
const remove = async (place: HookPlace) => changeFiles(await planRemove(place));
const put = async (path: string, text: string) => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
};
const files = async () =>
  (await readdir(home, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
const theirs = { hooks: [{ type: 'command', command: 'say done' }] };

describe.each(hookAgents)('hooks of %s', (agent) => {
  it('come and go, and leave the person’s file as it was to the byte', async () => {
    const { path } = hookFile(placeOf(agent));
    // An odd layout, which no printer of ours would make.
    const original = `{"z":1,\n   "hooks": {"Stop":[${JSON.stringify(theirs)}], "Notification": [] }}`;
    await put(path, original);
    await install(placeOf(agent));
    const installed = JSON.parse(await readFile(path, 'utf8'));
    expect(installed.z).toBe(1);
    expect(installed.hooks.Stop[0]).toEqual(theirs);
    for (const event of hookFile(placeOf(agent)).events)
      expect(JSON.stringify(installed.hooks[event])).toContain(hookMark);
    expect(await planInstall(placeOf(agent))).toEqual([]);
    await remove(placeOf(agent));
    expect(await readFile(path, 'utf8')).toBe(original);
    expect(await planRemove(placeOf(agent))).toEqual([]);
    expect(await files()).toHaveLength(1);
  });

  it('make the file where there is none, and take it away again', async () => {
    await install(placeOf(agent));
    expect((await files()).length).toBeGreaterThan(0);
    await remove(placeOf(agent));
    expect(await files()).toEqual([]);
  });

  it('keep what the person changed in between', async () => {
    const { path } = hookFile(placeOf(agent));
    await put(path, '{"a": 1}');
    await install(placeOf(agent));
    const changed = { ...JSON.parse(await readFile(path, 'utf8')), b: 2 };
    await writeFile(path, JSON.stringify(changed));
    await remove(placeOf(agent));
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ a: 1, b: 2 });
  });

  it('are brought up to date, not added twice', async () => {
    await install(placeOf(agent));
    await install(placeOf(agent, `sh elsewhere/drop.sh ${hookMark}`));
    const text = await readFile(hookFile(placeOf(agent)).path, 'utf8');
    expect(text).not.toContain('sh drop.sh');
    expect(text.split(hookMark)).toHaveLength(hookFile(placeOf(agent)).events.length + 1);
  });

  it('do not touch a file that is not plain JSON', async () => {
    const { path } = hookFile(placeOf(agent));
    await put(path, '{ // mine\n}');
    await expect(planInstall(placeOf(agent))).rejects.toThrow(/not plain JSON/);
    expect(await readFile(path, 'utf8')).toBe('{ // mine\n}');
  });
});

describe('hooks of Codex', () => {
  it('are marked as reviewed at the end of the configuration, whose bytes stay', async () => {
    const config = join(home, '.codex', 'config.toml');
    await put(config, 'model = "x" # mine');
    await put(hookFile(placeOf('codex')).path, JSON.stringify({ hooks: { Stop: [theirs] } }));
    await install(placeOf('codex'));
    const text = await readFile(config, 'utf8');
    expect(text.startsWith('model = "x" # mine\n')).toBe(true);
    // Ours is the second group of its event.
    expect(text).toContain(`hooks.json:stop:1:0"]\ntrusted_hash = "sha256:`);
    expect(text).toContain(`hooks.json:session_start:0:0"]`);
    await remove(placeOf('codex'));
    expect(await readFile(config, 'utf8')).toBe('model = "x" # mine');
  });
});

it('a dry run shows the changed lines alone', () => {
  const shown = showChange({ path: 'x', before: 'a\nb\nc\nd\ne\nf', after: 'a\nb\nc\nnew\ne\nf' });
  expect(shown).toBe('  b\n  c\n- d\n+ new\n  e\n  f');
});
