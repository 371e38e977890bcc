import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import { NodeLinkError, type NodeParams } from '@architect/contracts/node-link';
import type { Provider } from '@architect/contracts/providers';
import type { Session } from '@architect/contracts/sessions';
import type { Clock } from '../clock.ts';
import type { EmitToServer } from '../local-link.ts';
import { describeHeadless } from './describe-headless.ts';
import { HeadlessSession } from './headless-session.ts';
import type { HeadlessAgent } from './protocol.ts';
import { forgetSession, loadSessions, type SavedSession, saveSession } from './saved-session.ts';
import { watchAsks } from './watch-asks.ts';

export interface HeadlessFleetOptions {
  node: string;
  /** One directory for each session: its record and its journal. */
  root: string;
  agents: Partial<Record<Provider, HeadlessAgent>>;
  clock: Clock;
  emit: EmitToServer;
  onError(error: unknown): void;
}

interface Kept {
  session: HeadlessSession;
  lastShown: string;
  cancelEnd(): void;
}

/** Every session without a pane on this machine, listed beside those of tmux. */
export class HeadlessFleet {
  private readonly options: HeadlessFleetOptions;
  private readonly kept = new Map<string, Kept>();

  constructor(options: HeadlessFleetOptions) {
    this.options = options;
  }

  /** Brings back the sessions of earlier runs; agents start again with their next prompt. */
  async load(): Promise<void> {
    for (const saved of loadSessions(this.options.root, this.options.onError)) {
      const session = this.keep(saved);
      await session?.load().catch(this.options.onError);
    }
  }

  all(): Session[] {
    return [...this.kept.values()].map(({ session }) => this.describe(session));
  }

  byName(name: string): HeadlessSession | null {
    return this.kept.get(name)?.session ?? null;
  }

  describe(session: HeadlessSession): Session {
    return describeHeadless(this.options.node, session);
  }

  /**
   * Starts an agent without a terminal. Resolves when its program runs; it is `starting` until the handshake is over.
   * @throws NodeLinkError BAD_REQUEST (provider, directory, command), FAILED when the program cannot be started.
   */
  async create(params: NodeParams<'create'>): Promise<Session> {
    const { provider } = params;
    if (!provider || !this.options.agents[provider]) {
      const known = Object.keys(this.options.agents).join(', ');
      throw new NodeLinkError('BAD_REQUEST', `a headless session needs one of these providers: ${known}`);
    }
    if (params.command)
      throw new NodeLinkError('BAD_REQUEST', 'a headless session runs its provider; it takes no command');
    const saved = newSession(params, provider, this.options.clock.now());
    saveSession(this.options.root, saved);
    const session = this.keep(saved);
    if (!session) throw new NodeLinkError('FAILED', `provider '${provider}' cannot run headless`);
    this.announce(session);
    try {
      await this.begin(session);
    } catch (error) {
      await this.remove(session, 'it could not be started');
      throw new NodeLinkError('FAILED', error instanceof Error ? error.message : String(error));
    }
    return this.describe(session);
  }

  /** Ends a session and its agent for good. @returns pids that could not be ended */
  async remove(session: HeadlessSession, reason: string): Promise<number[]> {
    const kept = this.kept.get(session.saved.name);
    if (kept?.session !== session) return [];
    kept.cancelEnd();
    this.kept.delete(session.saved.name);
    const survivors = await session.end();
    this.options.emit('session.removed', { name: session.saved.name, node: this.options.node, reason });
    forgetSession(this.options.root, session.saved.id);
    return survivors;
  }

  /** Lets every agent finish what it does; nothing new is taken. */
  close(): void {
    for (const { session, cancelEnd } of this.kept.values()) {
      cancelEnd();
      session.close();
    }
  }

  /** Whether the program runs is known at once; the handshake takes its time. */
  private begin(session: HeadlessSession): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = session.events.on('changed', () => {
        if (session.pid === 0) return;
        stop();
        resolve();
      });
      session.ensureReady().then(resolve, (error: unknown) => {
        stop();
        reject(error);
      });
    });
  }

  private keep(saved: SavedSession): HeadlessSession | null {
    const agent = this.options.agents[saved.provider];
    if (!agent) return null;
    const { root, clock, onError, emit } = this.options;
    const session = new HeadlessSession(saved, { root, agent, clock, onError });
    this.kept.set(saved.name, { session, lastShown: '', cancelEnd: () => undefined });
    session.events.on('changed', () => this.announce(session));
    watchAsks({ session, clock, emit });
    return session;
  }

  private announce(session: HeadlessSession): void {
    const kept = this.kept.get(session.saved.name);
    if (kept?.session !== session) return;
    const record = this.describe(session);
    const shown = JSON.stringify({ ...record, evidence: record.evidence?.rule });
    if (shown === kept.lastShown) return;
    this.options.emit(kept.lastShown === '' ? 'session.added' : 'session.changed', record);
    kept.lastShown = shown;
    this.endWhenIdle(kept, record);
  }

  private endWhenIdle(kept: Kept, record: Session): void {
    kept.cancelEnd();
    const { end_when_idle_ms: idleMs } = kept.session.saved;
    if (idleMs === null || record.state !== 'idle' || !record.deliverable) return;
    kept.cancelEnd = this.options.clock.after(idleMs, () => {
      this.remove(kept.session, 'it had no work').catch(this.options.onError);
    });
  }
}

function newSession(params: NodeParams<'create'>, provider: Provider, now: number): SavedSession {
  const minutes = params.end_when_idle_minutes;
  return {
    id: crypto.randomUUID(),
    name: params.name,
    provider,
    working_dir: checkedDirectory(params.working_dir ?? homedir()),
    env: params.env ?? {},
    conversation_id: null,
    conversation_file: null,
    version: null,
    spent_usd: 0,
    process: null,
    end_when_idle_ms: minutes === undefined ? null : minutes * 60_000,
    created_at: now,
  };
}

function checkedDirectory(path: string): string {
  if (!isAbsolute(path))
    throw new NodeLinkError('BAD_REQUEST', `working_dir must be an absolute path, not '${path}'`);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new NodeLinkError('BAD_REQUEST', `working_dir '${path}' is not a directory on this node`);
  return path;
}
