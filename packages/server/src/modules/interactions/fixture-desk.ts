import { type Interaction, interactionEndpoints } from '@architect/contracts/interactions';
import type { Dialog } from '@architect/contracts/sessions';
import { onTestFinished, vi } from 'vitest';
import { createTestServer, type TestServer } from '../../test-server.ts';
import { aDialog, createFakeLink, type FakeLink } from '../nodes/fake-link.ts';

const { listInteractions, handleInteraction } = interactionEndpoints;
type Handling = { action: 'approve' | 'deny' | 'answer' | 'dismiss'; answer?: string };

/** A server whose agents show dialogs, and somebody who answers them; for tests. */
export interface Desk {
  server: TestServer;
  link: FakeLink;
  /** The agent of a session shows a dialog. */
  show(session: string, dialog?: Dialog): void;
  hide(session: string, because?: 'resumed' | 'replaced' | 'gone'): void;
  list(): Promise<Interaction[]>;
  /** The only interaction, when there is one with this status. */
  only(status?: Interaction['status']): Promise<Interaction>;
  handle(id: number, body: Handling): Promise<{ status: number; error?: string; data: Interaction }>;
}

export function deskOf(server: TestServer, link: FakeLink): Desk {
  const list = async () =>
    (await server.local.request(listInteractions, { query: { sort: 'id' } })).body.data;
  return {
    server,
    link,
    list,
    show(session, dialog = aDialog()) {
      link.setSession({ name: session, state: 'blocked', dialog });
      link.emit('dialog.opened', { session, dialog, screen: 'the screen', at: new Date().toISOString() });
    },
    hide(session, because = 'resumed') {
      const fingerprint = link.session(session).dialog?.fingerprint ?? '';
      link.setSession({ name: session, state: 'busy', dialog: null });
      link.emit('dialog.closed', { session, fingerprint, because, at: new Date().toISOString() });
    },
    only: (status = 'pending') =>
      vi.waitFor(
        async () => {
          const [one, ...others] = await list();
          if (!one || others.length > 0 || one.status !== status)
            throw new Error(JSON.stringify([one, ...others]));
          return one;
        },
        { timeout: 5_000, interval: 10 },
      ),
    async handle(id, body) {
      const reply = await server.local.request(handleInteraction, { params: { id }, body });
      return {
        status: reply.status,
        data: reply.body.data,
        ...(reply.body.error ? { error: reply.body.error } : {}),
      };
    },
  };
}

export async function startDesk(engine: 'sqlite' | 'postgres', link = createFakeLink()): Promise<Desk> {
  link.setSession({ name: 'w1', state: 'busy' });
  const server = await createTestServer({ engine, nodeLink: link });
  onTestFinished(() => server.stop());
  return deskOf(server, link);
}
