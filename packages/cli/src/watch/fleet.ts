import { type Interaction, interactionEndpoints } from '@architect/contracts/interactions';
import { finalStatuses, type Prompt, promptEndpoints } from '@architect/contracts/prompts';
import { type Session, sessionEndpoints } from '@architect/contracts/sessions';
import type { Server } from '../connect.ts';
import { type Live, type LiveEvent, openLive } from '../live.ts';

/** What `watch` shows, kept up to date by live events. */
export interface Fleet {
  sessions: Map<string, Session>;
  prompts: Map<number, Prompt>;
  interactions: Map<number, Interaction>;
  isConnected: boolean;
  /** Calls after every change; one listener. */
  onChange(listener: () => void): void;
  live: Live;
}

/** Finished prompts that stay in sight. */
const keptFinished = 10;

/** Reads everything once, then follows events; after a gap everything is read again. */
export async function openFleet(server: Server): Promise<Fleet> {
  let changed: (() => void) | null = null;
  const fleet: Omit<Fleet, 'live'> = {
    sessions: new Map(),
    prompts: new Map(),
    interactions: new Map(),
    isConnected: true,
    onChange: (listener) => {
      changed = listener;
    },
  };
  const connected = (isConnected: boolean) => {
    fleet.isConnected = isConnected;
    changed?.();
  };
  const live = await openLive({
    server,
    topics: ['session.*', 'prompt.*', 'interaction.*'],
    onEvent: (event) => {
      apply(event, fleet);
      changed?.();
    },
    // A failed read is followed by a lost connection, and that by another gap or resume.
    onGap: () =>
      void readAll(server, fleet).then(
        () => changed?.(),
        () => connected(false),
      ),
    onLost: () => connected(false),
    onBack: () => connected(true),
  });
  await readAll(server, fleet);
  return Object.assign(fleet, { live });
}

async function readAll(server: Server, fleet: Omit<Fleet, 'live'>): Promise<void> {
  const [sessions, prompts, interactions] = await Promise.all([
    server.call(sessionEndpoints.listTmuxSessions),
    server.call(promptEndpoints.listPrompts, { query: { sort: '-id', per_page: 200 } }),
    server.call(interactionEndpoints.listInteractions, { query: { status: 'pending', per_page: 100 } }),
  ]);
  fleet.sessions = new Map(sessions.data.map((session) => [session.name, session]));
  fleet.prompts = new Map(prompts.data.map((prompt) => [prompt.id, prompt]));
  fleet.interactions = new Map(interactions.data.map((interaction) => [interaction.id, interaction]));
  forgetFinished(fleet.prompts);
}

/** Brings one live event into the picture. */
export function apply(event: LiveEvent, fleet: Pick<Fleet, 'sessions' | 'prompts' | 'interactions'>): void {
  switch (event.topic) {
    case 'session.added':
    case 'session.changed':
      fleet.sessions.set(event.data.name, event.data);
      return;
    case 'session.removed':
      fleet.sessions.delete(event.data.name);
      return;
    case 'prompt.changed':
      fleet.prompts.set(event.data.id, event.data);
      forgetFinished(fleet.prompts);
      return;
    case 'prompt.removed':
      for (const id of event.data.ids) fleet.prompts.delete(id);
      return;
    case 'interaction.changed':
      if (event.data.status === 'pending') fleet.interactions.set(event.data.id, event.data);
      else fleet.interactions.delete(event.data.id);
      return;
    default:
      // Topics that watch did not ask for.
      return;
  }
}

function forgetFinished(prompts: Map<number, Prompt>): void {
  const finished = [...prompts.values()]
    .filter((prompt) => finalStatuses.includes(prompt.status))
    .sort((a, b) => Date.parse(b.completed_at ?? b.created_at) - Date.parse(a.completed_at ?? a.created_at));
  for (const prompt of finished.slice(keptFinished)) prompts.delete(prompt.id);
}
