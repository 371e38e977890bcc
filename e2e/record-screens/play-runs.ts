import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { shellQuote } from '@architect/contracts/shell-quote';
import { startStub } from '../stubs/start-stub.ts';
import { createPrivateTmux } from '../support/private-tmux.ts';
import { createScratch, type Scratch } from '../support/scratch.ts';
import { proseScenes } from './prose-scenes.ts';
import type { Programme, Run, Scene, Stage } from './scene.ts';
import { createShooter, type Size } from './shoot-screen.ts';
import { createStage } from './stage.ts';
import { watchModel } from './watched-model.ts';

const run = promisify(execFile);

export interface RecordingJob {
  name: string;
  version: string;
  binDir: string;
  programme: Programme;
  sizes: Size[];
  dir: string;
  /** Only scenes and runs whose name fits. */
  only?: RegExp;
  /** Answers that are recorded too, as the run `prose`. */
  prose?: string[];
  report(line: string): void;
  /** What is open now: whoever ends the recorder cleans it first. */
  open: Set<Scratch>;
  /** Nothing is begun any more. */
  ended: AbortSignal;
}

export interface SceneFailure {
  scene: string;
  reason: string;
}

/** Plays all runs of a CLI. A scene that fails is reported, and the CLI is started anew for the ones behind it. */
export async function playRuns(job: RecordingJob): Promise<SceneFailure[]> {
  const failures: SceneFailure[] = [];
  for (const one of [...proseRuns(job), ...job.programme.runs(job.version)]) {
    const isWhole = job.only?.test(one.name) ?? true;
    let scenes = one.scenes.filter((scene) => isWhole || job.only?.test(scene.name));
    while (scenes.length > 0 && !job.ended.aborted) {
      const done = await playScenes(job, one, scenes, failures);
      scenes = scenes.slice(done);
    }
  }
  return failures;
}

/** The same start as for the programme's own answers. */
function proseRuns({ programme, version, prose }: RecordingJob): Run[] {
  const answers = programme.runs(version).find(({ name }) => name === 'answers');
  if (prose === undefined || answers === undefined) return [];
  return [{ ...answers, name: 'prose', scenes: proseScenes(prose) }];
}

/** Plays scenes in one process of the CLI up to the first failure; returns how many were tried. */
async function playScenes(
  job: RecordingJob,
  one: Run,
  scenes: Scene[],
  failures: SceneFailure[],
): Promise<number> {
  const scratch = await createScratch('architect-recorder-');
  job.open.add(scratch);
  let at = 0;
  try {
    const stage = await openStage(job, one, scratch);
    await one.opens?.(stage);
    for (const scene of scenes) {
      at += 1;
      job.report(`${job.name} ${job.version}: ${one.name}/${scene.name}`);
      await scene.play(stage);
      if (at < scenes.length) await one.tidies?.(stage);
    }
  } catch (error) {
    const scene = `${one.name}/${scenes[Math.max(at - 1, 0)]?.name ?? 'start'}`;
    failures.push({ scene, reason: String(error) });
    job.report(`  FAILED ${scene}: ${String(error).slice(0, 3000)}`);
  } finally {
    await scratch.clean();
    job.open.delete(scratch);
  }
  return Math.max(at, 1);
}

/** Starts the CLI in a shell with a clean environment, so that its end shows the shell again. */
async function openStage(job: RecordingJob, one: Run, scratch: Scratch): Promise<Stage> {
  const model = watchModel(job.programme.protocol);
  const stub = await startStub(model.protocol);
  scratch.defer(() => stub.close());
  const directory = join('/tmp', 'recording', `${job.name}-${job.version}`);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  scratch.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  const home = await job.programme.home({ directory, binDir: job.binDir, stubUrl: stub.url });
  await writeShop(home.project);
  await one.prepare?.(home);
  const tmux = createPrivateTmux(`record-${job.name}`);
  scratch.defer(() => tmux.end());
  const env = { TERM: 'tmux-256color', PS1: '$ ', ...home.env, ...one.env };
  const words = Object.entries(env).map(([key, value]) => shellQuote(`${key}=${value}`));
  const shell = `exec env -i ${words.join(' ')} bash --norc --noprofile`;
  job.ended.throwIfAborted();
  await tmux.start('main', shell, { cwd: home.project });
  // What is told to end meanwhile has cleaned already.
  if (job.ended.aborted) await tmux.end();
  job.ended.throwIfAborted();
  await tmux.tmux('set', '-g', 'status', 'off');
  await tmux.tmux('select-pane', '-t', '=main:', '-T', 'host');
  const [first = { width: 120, height: 40 }] = job.sizes;
  await tmux.tmux('resize-window', '-t', '=main:', '-x', String(first.width), '-y', String(first.height));
  const byteLog = join(scratch.directory, 'bytes');
  await writeFile(byteLog, '');
  await tmux.tmux('pipe-pane', '-t', '=main:', `cat >> ${shellQuote(byteLog)}`);
  const shooter = createShooter({
    ...{ tmux, session: 'main', sizes: job.sizes, dir: job.dir, byteLog },
    ...{ tool: job.programme.tool, version: job.version },
  });
  const stage = createStage({
    ...{ version: job.version, project: home.project, home: home.home },
    ...{ session: 'main', tmux, model, shooter },
  });
  const start = [job.name, ...(one.args ?? []).map(shellQuote)].join(' ');
  await tmux.tmux('send-keys', '-t', '=main:', '-l', `clear; ${start}`);
  await stage.press('Enter');
  return stage;
}

/** A small project to work on; the edits of the scenes fit its files. */
async function writeShop(project: string): Promise<void> {
  await mkdir(join(project, 'src'), { recursive: true });
  await mkdir(join(project, 'build'), { recursive: true });
  await writeFile(join(project, 'src', 'total.js'), `${totalLines.join('\n')}\n`);
  await writeFile(join(project, 'build', 'old.txt'), 'old\n');
  await writeFile(join(project, 'package.json'), '{"name":"shop","scripts":{"test":"node --test"}}\n');
  await run('git', ['init', '-q', project]);
}

const totalLines = [
  'export function total(lines) {',
  '  return lines.reduce((sum, line) => sum + Math.round(line.cents / 100) * line.count, 0);',
  '}',
];
