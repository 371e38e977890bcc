import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { interactionEndpoints } from '@architect/contracts/interactions';
import { expect } from 'vitest';
import { stubAnswer } from '../stubs/script.ts';
import { finished, send } from '../support/prompts.ts';
import { until } from '../support/until.ts';
import type { CliName } from './cli-packages.ts';
import { interactionWhere, textIn } from './decide.ts';
import { type PermissionCase, permissionCases, type Way } from './permission-cases.ts';
import type { CliStage } from './start-stage.ts';

const ways: Way[] = ['policy-approves', 'policy-denies', 'person-approves'];

interface ChosenCase {
  name: string;
  one: PermissionCase;
  way: Way;
}

/** Which CLI shows a kind in a run that is not full, where several know it; commands are decided in each. */
const shownBy: Partial<Record<string, CliName>> = {
  'a change of a file': 'gemini',
  'a new file': 'qwen',
  'a web page': 'opencode',
  'a question': 'codex',
};

/** Commands and every other kind once, the ways to decide in turn; in a full run every kind of the CLI in every way. */
export function chosenCases(cli: CliName, isFull: boolean): ChosenCase[] {
  const turn = Object.keys(permissionCases).indexOf(cli);
  const picked = permissionCases[cli]
    .filter(({ what }) => isFull || (shownBy[what] ?? cli) === cli)
    .flatMap((one, index) => {
      const way = one.ways[(turn + index) % one.ways.length] ?? 'person-approves';
      return (isFull ? one.ways : [way]).map((each) => ({ one, way: each }));
    });
  return picked.map(({ one, way }) => ({ name: `${one.what}: ${way.replace('-', ' ')}`, one, way }));
}

/** Files that the cases read and change. */
export async function writeCaseFiles({ project, outside }: CliStage): Promise<void> {
  for (const way of ways) {
    await writeFile(join(project, `${way}.md`), 'before\n');
    await writeFile(join(outside, `${way}.md`), 'before\n');
  }
}

/**
 * Lets the CLI ask, lets rule or person decide, and judges the dialog, the prompt's end and what stays in the project.
 * @returns why no rule decided; null where one did
 */
export async function decideCase(
  stage: CliStage,
  name: CliName,
  { one, way }: Omit<ChosenCase, 'name'>,
): Promise<string | null> {
  const { mode } = one;
  if (mode) await pressUntil(stage, name, mode.key, (screen) => mode.shown.test(screen));
  const content = one.ask(way, stage.outside);
  const id = await send(stage.server, { content, target_session: name });
  const why = way === 'person-approves' ? await decideAsPerson(stage, id, one) : null;
  // One that was read half drawn is gone and followed by the whole.
  const asked = await interactionWhere(
    stage,
    id,
    'is decided',
    (found) => found.status !== 'pending' && found.decided_by !== null,
  );
  expect(asked).toMatchObject({ kind: one.kind, subject: expect.stringContaining(one.subject(way)) });
  const prompt = await finished(stage.server, id, 90_000);
  const effect = one.effect?.(way);
  const text = effect ? await textIn(stage, effect.file) : null;
  if (way === 'policy-denies') {
    expect(asked).toMatchObject({ status: 'denied', decided_by: 'pattern' });
    const refused = { status: 'failed', error_code: 'DENIED' };
    expect(prompt).toMatchObject(one.goesOnRefused ? { status: 'completed' } : refused);
    expect(text).not.toBe(effect?.text ?? '');
  } else {
    expect(asked.decided_by).toBe(way === 'policy-approves' ? 'pattern' : 'user');
    // As it was received: opencode puts a blank behind a long paste.
    const received = stage.stub.prompts.received().findLast((seen) => seen.text.trim() === content.trim());
    expect(prompt).toMatchObject({ status: 'completed', response: stubAnswer(received?.text ?? '') });
    expect(text).toBe(effect?.text ?? null);
  }
  if (mode) await pressUntil(stage, name, mode.key, (screen) => !mode.shown.test(screen));
  return why;
}

function pressUntil(
  { terminal }: CliStage,
  name: CliName,
  key: string,
  check: (screen: string) => boolean,
): Promise<boolean> {
  return until(
    `the mode after ${key}`,
    async () => {
      if (check(await terminal.screen(name))) return true;
      await terminal.press(name, key);
      return false;
    },
    { everyMs: 1_000, seen: () => terminal.screen(name) },
  );
}

/** No rule decides: the dialog stays, untouched and visible, is escalated, and a person approves through the API. */
async function decideAsPerson(stage: CliStage, promptId: number, one: PermissionCase): Promise<string> {
  const waiting = await interactionWhere(
    stage,
    promptId,
    'is escalated',
    ({ escalated_at }) => escalated_at !== null,
  );
  const [, why = ''] = /^waits for a person: (.+)$/.exec(waiting.note ?? '') ?? [];
  expect(waiting).toMatchObject({ status: 'pending', decided_by: null });
  expect(why, 'the reason why no rule decided').not.toBe('');
  const effect = one.effect?.('person-approves');
  if (effect) expect(await textIn(stage, effect.file)).not.toBe(effect.text);
  await stage.server.call(interactionEndpoints.handleInteraction, {
    params: { id: waiting.id },
    body: one.answer ?? { action: 'approve' },
  });
  return why;
}
