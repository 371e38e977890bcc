import { finalStatuses, type Prompt, promptEndpoints } from '@architect/contracts/prompts';
import type { Server } from './connect.ts';
import { CliError } from './exit-codes.ts';
import { type Live, openLive } from './live.ts';
import type { Colors } from './output.ts';
import { clockOf } from './show-times.ts';

/**
 * Queues a prompt and follows it to its end, telling each new step. A lost connection is taken up again.
 * Ctrl-C stops following only: the prompt goes on.
 * @throws CliError when the person stops following
 */
export async function followPrompt({
  server,
  start,
  note,
  colors,
}: {
  server: Server;
  start: () => Promise<Prompt>;
  note: (text: string) => void;
  colors: Colors;
}): Promise<Prompt> {
  // Listening begins before the prompt exists, so that no step is missed.
  const early: Prompt[] = [];
  let onChange = (prompt: Prompt): void => {
    early.push(prompt);
  };
  let onGap: (() => void) | null = null;
  const live = await openLive({
    server,
    topics: ['prompt.changed'],
    onEvent: (event) => {
      if (event.topic === 'prompt.changed') onChange(event.data);
    },
    onGap: () => onGap?.(),
    onLost: () => note('The connection is lost; trying again. The prompt goes on.'),
  });
  try {
    const first = await start();
    note(`Prompt ${first.id} is queued.`);
    return await untilFinal({
      first,
      live,
      tell: createTeller(note, colors),
      listen: (change, gap) => {
        onChange = change;
        onGap = gap;
      },
      early,
      read: async () => (await server.call(promptEndpoints.getPrompt, { params: { id: first.id } })).data,
    });
  } finally {
    live.close();
  }
}

function untilFinal(options: {
  first: Prompt;
  live: Live;
  tell: (prompt: Prompt) => void;
  listen: (change: (prompt: Prompt) => void, gap: () => void) => void;
  early: Prompt[];
  read: () => Promise<Prompt>;
}): Promise<Prompt> {
  const { first, live, tell, listen, early, read } = options;
  return new Promise((resolve, reject) => {
    const onInterrupt = () =>
      settle(() =>
        reject(
          new CliError(
            'interrupted',
            `Not waiting any more; prompt ${first.id} goes on. See: architect prompts show ${first.id}`,
          ),
        ),
      );
    const settle = (end: () => void) => {
      process.off('SIGINT', onInterrupt);
      end();
    };
    const take = (prompt: Prompt) => {
      if (prompt.id !== first.id) return;
      tell(prompt);
      if (finalStatuses.includes(prompt.status)) settle(() => resolve(prompt));
    };
    const readAgain = () => void read().then(take, (error: unknown) => settle(() => reject(error)));
    process.once('SIGINT', onInterrupt);
    live.failed.then((error) => settle(() => reject(error)));
    listen(take, readAgain);
    for (const prompt of [first, ...early]) take(prompt);
  });
}

/** Tells receipts and waiting reasons, each once. */
function createTeller(note: (text: string) => void, colors: Colors): (prompt: Prompt) => void {
  let told = 0;
  let lastReason: string | null = null;
  return (prompt) => {
    for (const receipt of prompt.receipts.slice(told)) {
      const where = receipt.session ? ` in ${receipt.session}` : '';
      note(
        `${colors.dim(clockOf(receipt.at))} ${colors.bold(receipt.step)}${where} ${colors.dim(receipt.evidence)}`,
      );
    }
    told = Math.max(told, prompt.receipts.length);
    if (prompt.waiting_reason && prompt.waiting_reason !== lastReason)
      note(`waiting: ${prompt.waiting_reason}`);
    lastReason = prompt.waiting_reason;
  };
}
