import type { Agent } from '@architect/node/agents/agent';
import { createBuiltInAgents } from '@architect/node/agents/built-in-agents';
import { parseScreen } from '@architect/node/agents/parse-screen';
import { createDriver } from '@architect/node/tmux/create-driver';
import type { ScreenCapture, TmuxDriver } from '@architect/node/tmux/driver';
import type { CliName } from '../e2e/real-clis/cli-packages.ts';
import type { CliStage } from '../e2e/real-clis/start-stage.ts';

/** A second observer of a real CLI's session, beside the product: it looks within about 10 ms of each new output. */
export interface DialogWatch {
  driver: TmuxDriver;
  agent: Agent;
  paneId: string;
  dialogOf(capture: ScreenCapture): ReturnType<Agent['readScreen']>['dialog'];
  /** Resolves with the first look that shows a complete dialog about this. */
  drawn(about: string): Promise<ScreenCapture>;
  stop(): Promise<void>;
}

export async function watchDialogs(stage: CliStage, name: CliName): Promise<DialogWatch> {
  const agent = createBuiltInAgents({ now: Date.now }).find(({ provider }) => provider === name);
  if (!agent) throw new Error(`no adapter of ${name}`);
  const log = { info: () => undefined, warn: console.error, error: console.error };
  const driver = createDriver({ socketName: stage.terminal.socket, log });
  await driver.start();
  const paneId = driver.panes().find(({ sessionName }) => sessionName === name)?.paneId;
  if (paneId === undefined) throw new Error(`no pane of ${name}`);
  const dialogOf = ({ rows, facts }: ScreenCapture) => agent.readScreen(parseScreen(rows, facts)).dialog;
  return {
    driver,
    agent,
    paneId,
    dialogOf,
    drawn: (about) =>
      new Promise((resolve) => {
        const stop = driver.on('screen', (capture) => {
          const dialog = capture.facts.paneId === paneId ? dialogOf(capture) : null;
          if (!dialog?.complete || !dialog.subject.includes(about)) return;
          stop();
          resolve(capture);
        });
      }),
    stop: () => driver.stop(),
  };
}
