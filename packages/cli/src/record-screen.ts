import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { addRecording, paneFacts, paneFormat } from '@architect/node/agents/add-recording';
import type { CommandContext } from './command-context.ts';
import { CliError } from './exit-codes.ts';

const run = promisify(execFile);

/**
 * Saves the present screen of a local session as `.txt` and `.ansi` and adds it to the folder's index.json.
 * @returns path of the text file
 */
export async function recordScreen({
  session,
  dir,
  state,
  detail,
  context,
}: {
  session: string;
  dir: string;
  state?: string;
  detail: string;
  context: CommandContext;
}): Promise<string> {
  const server = await context.connect();
  const { data } = await server.call(sessionEndpoints.getTmuxSession, { params: { name: session } });
  if (!server.isLocal || data.node !== 'local') {
    throw new CliError('failed', `${session} runs on another machine: record it there.`);
  }
  // Options come first: tmux takes what stands behind a text for more text.
  const tmux = async (verb: string, ...words: string[]) =>
    (
      await run('tmux', ['-u', '-L', server.tmuxSocket ?? 'default', verb, '-t', data.pane_id, ...words], {
        maxBuffer: 16 << 20,
      })
    ).stdout;
  const [facts, plain, escaped] = await Promise.all([
    tmux('display-message', '-p', paneFormat),
    tmux('capture-pane', '-p'),
    tmux('capture-pane', '-p', '-e'),
  ]);
  const known = state ?? (data.state === 'blocked' ? 'permission' : data.state);
  const entry = {
    tool: data.provider === 'claude' ? 'claude-code' : data.provider,
    version: data.agent_version ?? '',
    state: known,
    detail,
    ...paneFacts(facts),
    note: '',
    capturedAt: new Date(context.now()).toISOString(),
  };
  return addRecording(dir, { name: known, plain, escaped, entry });
}
