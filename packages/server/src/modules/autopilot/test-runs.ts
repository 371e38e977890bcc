import type { TestRun } from '@architect/contracts/autopilot';
import { AppError } from '../../platform/app-error.ts';
import type { ModuleContext } from '../../platform/context.ts';
import type { Nodes } from '../nodes/index.ts';
import { updateStep } from './step-store.ts';
import type { RunRow, StepRow } from './tables.ts';

interface Wanted {
  run: RunRow;
  step: StepRow;
  command: string;
}

/** Test commands under way. What is lost here with the process is asked of the node again under the same name. */
export interface TestRuns {
  /** Has no effect while the tests of this step run. */
  ask(wanted: Wanted): void;
  /** Waits for no test: the next start asks again. */
  stop(): Promise<void>;
}

interface TestRunOptions extends Pick<ModuleContext, 'db' | 'log'> {
  nodes: Pick<Nodes, 'session' | 'request' | 'isReady'>;
  wake(): void;
}

const timeoutMs = 20 * 60_000;

/** Has nodes run the test commands of projects, where the agent worked, and writes what came of it to the step. */
export function createTestRuns({ db, log, nodes, wake }: TestRunOptions): TestRuns {
  const underWay = new Map<number, Promise<void>>();
  let isOpen = true;
  let lastWrite: Promise<unknown> = Promise.resolve();

  async function prove(wanted: Wanted): Promise<void> {
    const ended = await runToEnd(wanted, nodes, () => isOpen);
    if (!ended || !isOpen) return;
    const { id, project_id, run_id } = wanted.step;
    const written = db.write(async (tx) => {
      await updateStep(tx, id, { test_run_json: ended });
      tx.publish('autopilot.changed', { project_id, milestone_id: null, run_id });
    });
    lastWrite = written.catch(() => undefined);
    await written;
  }

  return {
    ask(wanted) {
      const { id } = wanted.step;
      if (!isOpen || underWay.has(id)) return;
      const proof = prove(wanted)
        .then(wake)
        .catch((error: unknown) => log.error({ err: error }, 'what became of the tests is not written down'))
        .finally(() => underWay.delete(id));
      underWay.set(id, proof);
    },
    async stop() {
      isOpen = false;
      await lastWrite;
    },
  };
}

/** Null: nobody knows yet, and the driver asks again when the node is back. */
async function runToEnd(
  { run, step, command }: Wanted,
  nodes: TestRunOptions['nodes'],
  isWanted: () => boolean,
): Promise<TestRun | null> {
  const name = run.session ?? '';
  const session = nodes.session(name);
  if (!session) {
    const node = name.slice(0, name.indexOf(':'));
    return nodes.isReady(node) ? notRun(command, `session ${name} is not there any more`) : null;
  }
  const { node, working_dir: directory } = session;
  const asked = { id: `autopilot-${step.id}-${step.created_at}`, directory, command, timeout_ms: timeoutMs };
  try {
    while (isWanted()) {
      const { ended } = await nodes.request(node, 'source.test', asked);
      if (ended) return ended;
    }
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return nodes.isReady(node) ? notRun(command, error.message) : null;
  }
}

function notRun(command: string, why: string): TestRun {
  return { command, exit_code: null, tail: why, took_ms: 0 };
}
