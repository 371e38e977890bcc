/**
 * How soon after its dialog is drawn a real CLI takes keys: the figures behind each adapter's `dialogReadyMs`. A dialog
 * is opened, the approving key is pressed that many milliseconds after the first look that shows it, and whether it
 * counted is read from the screen.
 *
 *   node bench/dialog-ready.ts [--clis claude,codex,gemini,opencode,qwen] [--waits 0,40,80,120,160,200] [--rounds 5]
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type CliName, cliPackages } from '../e2e/real-clis/cli-packages.ts';
import { installCli } from '../e2e/real-clis/install-cli.ts';
import { type CliStage, startStage } from '../e2e/real-clis/start-stage.ts';
import { finished, send } from '../e2e/support/prompts.ts';
import { until } from '../e2e/support/until.ts';
import { type DialogWatch, watchDialogs } from './watch-dialogs.ts';

const { values } = parseArgs({
  options: {
    clis: { type: 'string', default: Object.keys(cliPackages).join(',') },
    waits: { type: 'string', default: '0,40,80,120,160,200' },
    rounds: { type: 'string', default: '5' },
  },
});
const waits = values.waits.split(',').map(Number);
const rounds = Number(values.rounds);
/** A key that has not counted by now was dropped. */
const droppedAfterMs = 900;

console.log(`node bench/dialog-ready.ts --clis ${values.clis} --waits ${values.waits} --rounds ${rounds}`);
console.log(
  `\n| CLI | ${waits.map((ms) => `${ms} ms`).join(' | ')} |\n|---|${waits.map(() => '--:').join('|')}|`,
);
for (const name of values.clis.split(',').filter((one): one is CliName => one in cliPackages)) {
  const cli = await installCli(name);
  if (!cli) continue;
  const stage = await startStage(cli);
  try {
    const watch = await watchDialogs(stage, name);
    const taken = waits.map(() => 0);
    for (let round = 0; round < rounds; round++) {
      for (const [index, waitMs] of waits.entries()) {
        const file = `ready-${round}-${index}`;
        if (await isTaken({ stage, watch, file, waitMs })) taken[index] = (taken[index] ?? 0) + 1;
      }
    }
    console.log(`| ${name} ${cli.version} | ${taken.map((count) => `${count} of ${rounds}`).join(' | ')} |`);
    await watch.stop();
  } finally {
    await stage.end();
  }
}

interface Trial {
  stage: CliStage;
  watch: DialogWatch;
  file: string;
  waitMs: number;
}

/** Opens one dialog and presses after `waitMs`; one whose key was dropped is answered again, so that the turn ends. */
async function isTaken({ stage, watch, file, waitMs }: Trial): Promise<boolean> {
  const { agent, driver, paneId, dialogOf } = watch;
  const drawn = watch.drawn(file);
  const id = await send(stage.server, { content: `run touch ${file}`, target_session: agent.provider });
  const capture = await drawn;
  const dialog = dialogOf(capture);
  const option = dialog?.options.find(({ meaning }) => meaning === 'approve_once');
  const keys = dialog && option ? agent.answerKeys(dialog, option.key) : null;
  if (!keys) throw new Error(`the dialog has no keys: ${JSON.stringify(dialog)}`);
  await pause(Math.max(0, capture.at + waitMs - Date.now()));
  const press = () => driver.press(paneId, keys, capture.facts, { cursor: false });
  await press();
  const isGone = async () => !dialogOf(await driver.capture(paneId))?.subject.includes(file);
  const wasTaken = await until('the dialog is gone', isGone, { timeoutMs: droppedAfterMs }).catch(
    () => false,
  );
  if (!wasTaken) await press();
  await finished(stage.server, id);
  return wasTaken;
}
