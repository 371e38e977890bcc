import { promptEndpoints } from '@architect/contracts/prompts';
import type { TerminalLine } from '@architect/contracts/terminal-line';
import type { CommandContext } from '../command-context.ts';
import type { Server } from '../connect.ts';

/** Queues a prompt of the session terminal and says its number. @throws ApiError when the server refuses it */
export async function queuePrompt(
  line: Omit<Extract<TerminalLine, { kind: 'prompt' }>, 'kind'>,
  { server, context, json = false }: { server: Server; context: CommandContext; json?: boolean },
): Promise<void> {
  const { output } = context;
  const reply = await server.call(promptEndpoints.sendPrompt, {
    body: {
      content: line.text,
      priority: line.priority ?? undefined,
      target_provider: line.provider ?? undefined,
      target_session: line.session ?? undefined,
      source: 'terminal',
    },
  });
  if (json) return output.json(reply.data);
  output.line(`Queued as prompt ${reply.prompt_id}.`);
  for (const change of reply.adjusted) output.note(`adjusted: ${change}`);
  if (reply.data.waiting_reason) output.note(`waiting: ${reply.data.waiting_reason}`);
}
