import type { CommandContext } from '../command-context.ts';
import type { Server } from '../connect.ts';
import { type LiveEvent, openLive } from '../live.ts';
import { clockOf } from '../show-times.ts';

/** Prints one line for each change of a state or status, until a signal or the reader ends it. */
export async function tellFleet(server: Server, { output, now }: CommandContext): Promise<void> {
  const last = new Map<string, string>();
  const tell = (subject: string, word: string, note: string) => {
    if (last.get(subject) === word) return;
    last.set(subject, word);
    output.line([clockOf(new Date(now()).toISOString()), subject, word, note].filter(Boolean).join('\t'));
  };
  const live = await openLive({
    server,
    topics: ['session.*', 'prompt.*', 'interaction.*'],
    onEvent: (event) => tellEvent(event, tell),
    onGap: () => output.note('Some changes were missed.'),
    onLost: () => output.note('The connection is lost; trying again.'),
    onBack: () => output.note('Connected again.'),
  });
  output.note(`Watching ${server.url}; Ctrl-C ends it.`);
  throw await live.failed;
}

function tellEvent(event: LiveEvent, tell: (subject: string, word: string, note: string) => void): void {
  switch (event.topic) {
    case 'session.added':
    case 'session.changed':
      tell(`session ${event.data.name}`, event.data.state, event.data.not_deliverable_because ?? '');
      return;
    case 'session.removed':
      tell(`session ${event.data.name}`, 'gone', event.data.reason);
      return;
    case 'prompt.changed':
      tell(
        `prompt ${event.data.id}`,
        event.data.status,
        event.data.error ?? event.data.waiting_reason ?? event.data.assigned_session ?? '',
      );
      return;
    case 'interaction.changed':
      tell(`interaction ${event.data.id}`, event.data.status, `${event.data.session}: ${event.data.subject}`);
      return;
    default:
      // Removed prompts and topics that watch did not ask for.
      return;
  }
}
