import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { PrivateTmux } from '../support/private-tmux.ts';
import { until } from '../support/until.ts';
import type { Shot, Stage } from './scene.ts';
import { settle } from './settle.ts';
import type { Shooter } from './shoot-screen.ts';
import type { WatchedModel } from './watched-model.ts';

/** Keys that an agent needs time for between a paste and Enter; the slowest of all. */
const settleMs = 400;
const pointerRow = /^\s*[│┃]?\s*[❯›●>]\s/u;

export interface StageParts {
  version: string;
  project: string;
  home: string;
  session: string;
  tmux: PrivateTmux;
  model: WatchedModel;
  shooter: Shooter;
}

/** The hands and eyes of a scene: keys go in by tmux, the truth comes from the model. */
export function createStage(parts: StageParts): Stage {
  const { tmux, session, model } = parts;
  const screen = () => tmux.screen(session);
  const wholeText = async () => (await screen()).replaceAll('\u00a0', ' ').replace(/\s*\n\s*/g, ' ');
  const sees = (text: RegExp, timeoutMs = 20_000) =>
    until(`the screen shows ${text}`, async () => text.test(await wholeText()), {
      timeoutMs,
      seen: screen,
    }).then(() => undefined);
  const settles = (forMs = 300, limitMs = Math.max(4000, 4 * forMs)) => settle(screen, forMs, limitMs);
  const rests = async () => {
    await until('the model rests', () => isResting(model, 1500), { timeoutMs: 60_000, seen: screen });
    await settles();
    await until('the model rests', () => isResting(model, 300), { timeoutMs: 20_000 });
  };
  const press = async (...keys: string[]) => {
    for (const key of keys) {
      await tmux.press(session, key);
      await wait(120);
    }
  };
  const stage: Stage = {
    version: parts.version,
    project: parts.project,
    home: parts.home,
    plays: model.plays,
    async asks(prompt, replies) {
      if (replies !== undefined) model.plays(prompt, replies);
      const before = model.asked();
      await stage.paste(prompt);
      await press('Enter');
      // A busy machine makes an agent take Enter for a part of the paste: it gets a second one.
      const isAsked = () => model.asked() > before;
      const first = { timeoutMs: 6000 };
      await until('the model was asked', isAsked, first).catch(() => press('Enter'));
      await until(`the model was asked ${JSON.stringify(prompt)}`, isAsked, {
        timeoutMs: 40_000,
        seen: screen,
      });
    },
    async paste(text) {
      await tmux.paste(session, text);
      await wait(settleMs);
    },
    async type(text) {
      await tmux.type(session, text);
      await wait(settleMs);
    },
    press,
    async stops() {
      await press('Escape');
      await sees(/interrupt|cancel|declin|reject|stopp|abort/i, 4000).catch(ignore);
      await settles();
      model.endsTurn();
    },
    async choose(row) {
      if (!(await stage.point(row))) throw new Error(`no row ${row}:\n${await screen()}`);
      await press('Enter');
    },
    async point(row) {
      for (let step = 0; step < 12; step += 1) {
        const lines = (await screen()).split('\n');
        const at = lines.findLastIndex((line) => pointerRow.test(line));
        const text = (lines[at] ?? '').replace(pointerRow, '').replace(/^\d+\.\s*/, '');
        if (at >= 0 && row.test(text)) return true;
        await press('Down');
        await wait(200);
      }
      return false;
    },
    sees,
    shows: async (text) => text.test(await wholeText()),
    loses: (text) =>
      until(`the screen shows no ${text}`, async () => !text.test(await wholeText()), { seen: screen }).then(
        () => undefined,
      ),
    async draws(act) {
      const before = await screen();
      await act();
      await until('the screen changes', async () => (await screen()) !== before, { timeoutMs: 4000 }).catch(
        ignore,
      );
      await settles();
    },
    settles,
    rests,
    async waits() {
      await until('a tool call waits', () => model.awaitsTool() && quietFor(model, 1500), {
        timeoutMs: 30_000,
        seen: screen,
      });
      await settles(400, 1500);
    },
    async gaveUp() {
      await until('no further try comes', () => model.open() === 0 && quietFor(model, 12_000), {
        timeoutMs: 90_000,
        seen: screen,
      });
      await settles();
    },
    refused: (times) =>
      until(`the model refused ${times} times`, () => model.refused() >= times, {
        timeoutMs: 90_000,
        seen: screen,
      }).then(() => undefined),
    hasFile: (name) =>
      until(`${name} exists`, () => access(join(parts.project, name)).then(() => true)).then(() => undefined),
    shoots: (shot) => shoot(parts, shot),
    async kills() {
      const pid = Number(await tmux.tmux('display-message', '-p', '-t', `=${session}:`, '#{pane_pid}'));
      await killChildren(pid);
    },
  };
  return stage;
}

/** What comes differs between versions; what follows finds out. */
function ignore(): void {
  return undefined;
}

function quietFor(model: WatchedModel, ms: number): boolean {
  return model.open() === 0 && Date.now() - model.lastAt() >= ms;
}

function isResting(model: WatchedModel, ms: number): boolean {
  return quietFor(model, ms) && !model.awaitsTool();
}

/** Records at every size; throws when the program did something else meanwhile. */
async function shoot({ model, shooter }: StageParts, shot: Shot): Promise<void> {
  const asked = model.asked();
  const isTrue = () => {
    if (shot.retrying === true) return true;
    if (shot.state === 'busy') return model.open() > 0 || model.awaitsTool();
    if (shot.state === 'permission' || shot.state === 'question')
      return model.awaitsTool() && model.asked() === asked;
    return model.open() === 0 && model.asked() === asked;
  };
  if (!isTrue()) throw new Error(`${shot.label} is not ${shot.state} any more`);
  await shooter.takes(shot, isTrue);
}

async function killChildren(pid: number): Promise<void> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ');
  for (const child of children.filter(Boolean).map(Number)) {
    await killChildren(child);
    process.kill(child, 'SIGKILL');
  }
}
