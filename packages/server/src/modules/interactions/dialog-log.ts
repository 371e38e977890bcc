import type { Interaction } from '@architect/contracts/interactions';
import type { NodePayload } from '@architect/contracts/node-link';
import type { Dialog, Session } from '@architect/contracts/sessions';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import type { PatientWriter } from '../../platform/database/patient-writer.ts';
import { type Nodes, type SessionRef, sessionKey } from '../nodes/index.ts';
import { aboutOf } from './about-interaction.ts';
import {
  changePending,
  type InteractionRow,
  type InteractionTables,
  insertInteraction,
  markClosed,
  openInteractions,
  openOn,
  renameSession,
  toInteraction,
} from './store.ts';

/** Keeps one open row for the dialog each session shows. Events of one session are applied in order. */
export interface DialogLog {
  opened(event: NodePayload<'dialog.opened'>, node: string): Promise<void>;
  closed(event: NodePayload<'dialog.closed'>, node: string): Promise<void>;
  /** The session ended: whatever it showed is gone. */
  gone(session: SessionRef): Promise<void>;
  /** Nobody knows what a node's sessions show: its dialogs wait on until `align` finds them answered or gone. */
  outOfReach(node: string): void;
  renamed(from: SessionRef, to: string): Promise<void>;
  /** Brings the rows in line with what a node's sessions show now: after a start, or when tmux came back. */
  align(node: string): Promise<void>;
  /** Records the dialog that a session shows, when it is not recorded as open. */
  openSeen(session: SessionRef): Promise<void>;
  /** Closes an open row whose dialog is not on its session's screen. */
  closeVanished(row: InteractionRow): Promise<void>;
  settled(): Promise<void>;
}

type Because = NodePayload<'dialog.closed'>['because'];

export interface DialogLogOptions extends Pick<ModuleContext, 'db' | 'clock' | 'log'> {
  nodes: Nodes;
  /** Dialogs are recorded even if the database is away for a while. */
  writer: PatientWriter;
  promptOf(session: SessionRef): number | null;
  /** How long a dialog waits for a decision before it is escalated. */
  escalateAfterMs(): number;
  /** A new dialog was recorded. */
  onOpened(interaction: Interaction): void;
}

export function createDialogLog(options: DialogLogOptions): DialogLog {
  const { db, log, nodes, writer } = options;
  const chains = new Map<string, Promise<void>>();
  const startedAt = options.clock.now();
  /** When each node was lost last. */
  const lostAt = new Map<string, number>();

  function inOrder(key: string, run: () => Promise<void>): Promise<void> {
    const next = (chains.get(key) ?? Promise.resolve())
      .then(run)
      .catch((error: unknown) => log.error({ err: error, session: key }, 'a dialog could not be recorded'))
      .finally(() => {
        if (chains.get(key) === next) chains.delete(key);
      });
    chains.set(key, next);
    return next;
  }

  async function open(session: SessionRef, seen: { dialog: Dialog; screen: string }): Promise<void> {
    const opened = await writer.write((tx) => recordOpened(tx, session, { ...seen, options }));
    if (opened) options.onOpened(opened);
  }

  function closeOn(session: SessionRef, because: Because, fingerprint?: string): Promise<void> {
    return inOrder(sessionKey(session), async () => {
      await writer.write(async (tx) => {
        const row = await openOn(tx.tables<InteractionTables>(), session);
        if (row && (fingerprint ?? row.fingerprint) === row.fingerprint) await close(tx, row, because);
      });
    });
  }

  const openSeenOn = (session: SessionRef): Promise<void> =>
    inOrder(sessionKey(session), () => openSeen(session, { nodes, db, open }));
  const closeIfVanished = (row: InteractionRow): Promise<void> =>
    inOrder(rowKey(row), () => closeVanished(row, { nodes, writer }));

  return {
    openSeen: openSeenOn,
    closeVanished: closeIfVanished,
    opened({ session: name, dialog, screen }, node) {
      const session = { node, name };
      return inOrder(sessionKey(session), () => open(session, { dialog, screen }));
    },
    closed: ({ session: name, fingerprint, because }, node) => closeOn({ node, name }, because, fingerprint),
    gone: (session) => closeOn(session, 'gone'),
    outOfReach: (node) => void lostAt.set(node, options.clock.now()),
    renamed: (from, to) =>
      inOrder(sessionKey(from), async () => {
        await writer.write(async (tx) => {
          const rows = await renameSession(tx.tables<InteractionTables>(), from, to);
          for (const row of rows) tx.publish('interaction.changed', toInteraction(row));
        });
      }),
    async align(node) {
      const sessions = nodes.sessions().filter((session) => session.node === node);
      // Rows since then are kept by events; a dialog that opens right now is not in every picture yet.
      const rows = (await openInteractions(db.tables<InteractionTables>(), node)).filter(
        (row) => row.created_at <= (lostAt.get(node) ?? startedAt),
      );
      await Promise.all(rows.map(closeIfVanished));
      await Promise.all(sessions.map(openSeenOn));
    },
    async settled() {
      while (chains.size > 0) await Promise.all(chains.values());
    },
  };
}

function rowKey(row: InteractionRow): string {
  return sessionKey({ node: row.node, name: row.session });
}

async function recordOpened(
  tx: Tx,
  session: SessionRef,
  { dialog, screen, options }: { dialog: Dialog; screen: string; options: DialogLogOptions },
): Promise<Interaction | null> {
  const db = tx.tables<InteractionTables>();
  const before = await openOn(db, session);
  if (before?.fingerprint === dialog.fingerprint) return null;
  if (before) await close(tx, before, 'replaced');
  const { kind, tool, subject, question, complete, fingerprint } = dialog;
  const now = options.clock.now();
  const asking = options.nodes.session(sessionKey(session));
  const row = await insertInteraction(db, {
    session: session.name,
    node: session.node,
    provider: asking?.provider ?? 'unknown',
    kind,
    tool,
    subject,
    question,
    options_json: dialog.options,
    screen,
    fingerprint,
    is_complete: complete,
    is_open: true,
    status: 'pending',
    prompt_id: options.promptOf(session),
    decided_by: null,
    decided_by_name: null,
    pattern_id: null,
    note: null,
    decided_at: null,
    answered_at: null,
    escalates_at: now + options.escalateAfterMs(),
    escalated_at: null,
    working_dir: asking?.working_dir ?? null,
    tier: asking?.tier ?? null,
    created_at: now,
  });
  const interaction = toInteraction(row);
  tx.publish('interaction.changed', interaction);
  return interaction;
}

/** The dialog is off the screen. Whoever is answering it right now records how that went. */
async function close(tx: Tx, row: InteractionRow, because: Because): Promise<void> {
  const db = tx.tables<InteractionTables>();
  const endings = {
    resumed: { status: 'dismissed', note: 'answered in the terminal' },
    replaced: { status: 'dismissed', note: 'another dialog took its place' },
    gone: { status: 'expired', note: 'the session or its agent ended' },
  } as const;
  const ended = await changePending(db, row.id, false, { ...endings[because], is_open: false });
  if (!ended) return await markClosed(db, row.id);
  tx.publish('interaction.changed', toInteraction(ended));
  await tx.audit({
    actor: 'terminal',
    action: 'interaction.closed',
    entityType: 'interaction',
    entityId: row.id,
    details: { because, ...aboutOf(row) },
  });
}

/**
 * False until a screen was read, while it cannot be, and while a dialog on it has been seen only once: the dialog of before
 * may still be there. The sweep looks again.
 */
export function tellsOfDialogs({ dialog, state }: Session): boolean {
  return dialog !== null || (state !== 'starting' && state !== 'unknown' && state !== 'blocked');
}

async function closeVanished(
  row: InteractionRow,
  { nodes, writer }: Pick<DialogLogOptions, 'nodes' | 'writer'>,
): Promise<void> {
  const session = nodes.session(rowKey(row));
  if (session?.dialog?.fingerprint === row.fingerprint) return;
  if (session && !tellsOfDialogs(session)) return;
  await writer.write((tx) => close(tx, row, session ? 'resumed' : 'gone'));
}

async function openSeen(
  session: SessionRef,
  {
    nodes,
    db,
    open,
  }: {
    nodes: Nodes;
    db: ModuleContext['db'];
    open: (session: SessionRef, seen: { dialog: Dialog; screen: string }) => Promise<void>;
  },
): Promise<void> {
  const shown = (): Dialog | null => nodes.session(sessionKey(session))?.dialog ?? null;
  const dialog = shown();
  if (!dialog) return;
  const known = await openOn(db.tables<InteractionTables>(), session);
  if (known?.fingerprint === dialog.fingerprint) return;
  const { output } = await nodes.request(session.node, 'capture', { session: session.name, escapes: false });
  // It may have been answered in the terminal in the meantime.
  if (shown()?.fingerprint === dialog.fingerprint) await open(session, { dialog, screen: output });
}
