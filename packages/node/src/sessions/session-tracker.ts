import type { Dialog, SessionState } from '@architect/contracts/sessions';
import type {
  Agent,
  HookEvent,
  HookReading,
  ProcessFacts,
  ScreenReading,
  StateReading,
} from '../agents/agent.ts';
import { type AgentBook, createAgentBook } from '../agents/agent-book.ts';
import { type Decision, decide, type TimedReading } from '../agents/authority.ts';
import { parseScreen } from '../agents/parse-screen.ts';
import type { Screen } from '../agents/screen.ts';
import type { Clock } from '../clock.ts';
import { createEmitter, type Emitter } from '../emitter.ts';
import type { PaneFacts, ScreenCapture } from '../tmux/driver.ts';
import { type AgentVersions, createAgentVersions } from './agent-versions.ts';
import { readDenial, writeDenial } from './denial-note.ts';
import { DialogPublication } from './dialog-publication.ts';
import { createKeyDelays, type KeyDelays } from './key-delays.ts';
import { createLock } from './lock.ts';
import { obstacleOf } from './obstacles.ts';
import { environment, readProcessFacts } from './process-facts.ts';
import { isSamePublished, type Published } from './published.ts';
import { type LimitNotes, Trouble } from './trouble.ts';

/** A state counts as quiet only when two looks this far apart agree: dialogs follow a waiting title by 40–80 ms. */
export const confirmMs = 150;
/** A timer of more than 24 days would fire at once. */
const longestPauseMs = 86_400_000;

export interface TrackerEvents {
  /** The published state, dialog, draft or facts changed. */
  changed: undefined;
  hook: { event: HookEvent; reading: HookReading };
  looked: { screen: Screen; reading: ScreenReading };
}

/** Everything the node knows of one session: its readings, the state derived from them, and who holds its keyboard. */
export class SessionTracker {
  facts: PaneFacts;
  process: ProcessFacts;
  agent: Agent;
  /** Version of the agent's program; null while it is not known. */
  agentVersion: string | null = null;
  screen: Screen | null = null;
  screenReading: ScreenReading | null = null;
  published: Published;
  transcriptPath: string | null = null;
  /** Epoch ms of the last key a person pressed through one of our own terminals. */
  personKeyAt = 0;
  /** Epoch ms at which we noticed that another program had typed into the pane. */
  typedByOthersAt = 0;
  /** Text of ours that was pasted and is not known to be submitted: not a person's draft. */
  ownText: string | null = null;
  /** The attempt whose turn runs here; nothing else is delivered meanwhile. */
  openAttempt: { attemptId: string; promptId: number } | null = null;
  /** False once a turn ended without the hooks that should have told of it. */
  hooksTrusted = true;
  readonly lastSpoke = new Map<TimedReading['source'], number>();
  /** When the error or limit on the screen is over. */
  readonly trouble: Trouble;
  readonly lock = createLock();
  readonly events: Emitter<TrackerEvents>;

  private readonly readings = new Map<TimedReading['source'], TimedReading>();
  private readonly dialogs: DialogPublication;
  private hookDir: string | null | undefined;
  private lastDenialAt = 0;
  private quietSince: number | null = null;
  private readonly clock: Clock;
  private readonly look: (paneId: string) => void;
  private readonly book: AgentBook;
  private readonly versions: AgentVersions;
  private readonly keyDelays: KeyDelays;
  private isClosed = false;
  private cancelLook: (() => void) | null = null;
  /** Epoch ms at which the error or limit on the screen is over; null: never by itself, or there is none. */
  private troubleEndsAt: number | null = null;
  private cancelTroubleLook: (() => void) | null = null;

  constructor(
    facts: PaneFacts,
    options: {
      clock: Clock;
      onError: (error: unknown) => void;
      look: (paneId: string) => void;
      book?: AgentBook;
      versions?: AgentVersions;
      keyDelays?: KeyDelays;
      limitNotes?: (pane: () => string) => LimitNotes;
      /** Hooks of this session that wait for a decision, oldest first. */
      waitingHooks?: () => HookEvent[];
    },
  ) {
    this.clock = options.clock;
    this.book = options.book ?? createAgentBook({ now: options.clock.now });
    this.versions = options.versions ?? createAgentVersions();
    this.keyDelays = options.keyDelays ?? createKeyDelays();
    this.look = options.look;
    this.dialogs = new DialogPublication({
      clock: options.clock,
      agent: () => this.agent,
      waitingHooks: options.waitingHooks ?? (() => []),
    });
    this.trouble = new Trouble(options.limitNotes?.(() => this.paneKey()));
    this.events = createEmitter(options.onError);
    this.facts = facts;
    this.process = readProcessFacts(facts);
    this.agent = this.findAgent();
    this.published = {
      state: 'starting',
      since: this.clock.now(),
      decision: decide([]),
      dialog: null,
      draft: null,
      limitedUntil: null,
      triedAgainAt: null,
    };
    this.readProcess();
  }

  /** New facts without a new screen: renamed, moved, another foreground program, another title. */
  takeFacts(facts: PaneFacts): void {
    const before = this.facts;
    this.facts = facts;
    this.noteTyping(before);
    if (before.paneId !== facts.paneId || before.pid !== facts.pid) this.forget();
    if (
      before.currentCommand !== facts.currentCommand ||
      before.dead !== facts.dead ||
      before.pid !== facts.pid
    ) {
      this.recognise();
    }
    if (before.title !== facts.title) this.readTitle(facts.title);
    this.derive();
    this.events.emit('changed', undefined);
  }

  takeScreen(capture: ScreenCapture): void {
    const before = this.facts;
    this.facts = capture.facts;
    this.noteTyping(before);
    this.screen = parseScreen(capture.rows, capture.facts);
    const isOtherProgram =
      capture.facts.currentCommand !== before.currentCommand || capture.facts.dead !== before.dead;
    if (isOtherProgram || this.agent.provider === 'unknown' || this.agent.provider === 'shell')
      this.recognise();
    if (capture.facts.title !== before.title || !this.readings.has('title'))
      this.readTitle(capture.facts.title);
    const reading = this.readScreen(this.screen, capture.at);
    this.derive();
    this.events.emit('looked', { screen: this.screen, reading });
  }

  takeOsc(payload: string, at: number): void {
    const reading = this.agent.readOsc?.(payload);
    if (!reading) return;
    this.put('osc', reading, at);
    this.derive();
  }

  takeHook(event: HookEvent): void {
    const reading = this.agent.readHook?.(event);
    if (!reading) return;
    if (reading.transcriptPath) this.transcriptPath = reading.transcriptPath;
    if (this.dialogs.takeHook(reading, event.at)) this.look(this.facts.paneId);
    this.put('hook', reading, event.at);
    this.derive();
    this.events.emit('hook', { event, reading });
  }

  /** A dialog that only hooks tell of; null when there is none, or the screen shows one. */
  unreadDialog(): Dialog | null {
    return this.dialogs.unread();
  }

  /** The dialog that only hooks tell of has its answer. */
  noteHookAnswered(): void {
    this.dialogs.noteAnswered();
    this.readings.delete('hook');
    this.derive();
    this.look(this.facts.paneId);
  }

  /** Other rules count now, or the version has become known: reads again what is there and asks for a fresh look. */
  useRules(): void {
    if (this.isClosed) return;
    const before = this.agent;
    this.recognise();
    if (this.agent !== before) {
      this.readTitle(this.facts.title);
      if (this.screen) this.readScreen(this.screen, this.readings.get('screen')?.at ?? this.clock.now());
      this.derive();
      this.look(this.facts.paneId);
    }
    this.events.emit('changed', undefined);
  }

  /** Why nothing may be typed now; null when a prompt may be delivered. */
  obstacle(): string | null {
    return obstacleOf(this);
  }

  /**
   * The hook directory in the environment of the pane's first process; null for sessions started by hand. Asked again
   * while the session is young: right after the fork the environment is still tmux's own.
   */
  findHookDir(): string | null {
    const isYoung = this.clock.now() - this.facts.createdAt < 15_000;
    if (this.hookDir === undefined || (this.hookDir === null && isYoung)) {
      this.hookDir = environment(this.facts.pid).ARCHITECT_HOOK_DIR ?? null;
    }
    return this.hookDir;
  }

  /** Epoch ms of the last refusal of a permission that was ours; it outlives our process. */
  get deniedAt(): number {
    return Math.max(this.lastDenialAt, readDenial(this.findHookDir()));
  }

  noteDenial(at: number): void {
    this.lastDenialAt = at;
    writeDenial(this.findHookDir(), at);
  }

  /** What was refused up to now belongs to no turn that begins from here on. */
  forgetDenial(): void {
    if (this.deniedAt > 0) this.noteDenial(0);
  }

  /** Epoch ms of the first look at the dialog that is on the screen. */
  get dialogSeenAt(): number {
    return this.dialogs.seenAt;
  }

  /** Milliseconds after `dialogSeenAt` from which keys count. */
  get keyDelayMs(): number {
    return this.keyDelays.of(this.agent, this.agentVersion);
  }

  /** The agent was proven to have dropped a key for the dialog on the screen, pressed at `at`. */
  noteDroppedKey(at: number): void {
    this.keyDelays.noteDropped(this.agent, this.agentVersion, at - this.dialogSeenAt);
  }

  /** What `explain` shows besides the session itself. */
  allReadings(): TimedReading[] {
    return [...this.readings.values()];
  }

  close(): void {
    this.isClosed = true;
    this.cancelLook?.();
    this.cancelTroubleLook?.();
  }

  private noteTyping(before: PaneFacts): void {
    if (before.paneId === this.facts.paneId && before.typed !== this.facts.typed)
      this.typedByOthersAt = this.clock.now();
  }

  private recognise(): void {
    this.process = readProcessFacts(this.facts);
    const before = this.agent.provider;
    this.agent = this.findAgent();
    if (this.agent.provider !== before) this.forget();
    this.readProcess();
  }

  /** The agent of the foreground process with the rules for its version, which may become known later. */
  private findAgent(): Agent {
    const agent = this.book.recognise(this.process, this.screen ?? undefined);
    this.agentVersion = this.versions.of(agent, this.process, () => this.useRules()) ?? null;
    return this.book.forVersion(agent, this.agentVersion);
  }

  /** @param at when the screen was taken */
  private readScreen(screen: Screen, at: number): ScreenReading {
    const now = this.clock.now();
    const { reading, lookAt } = this.trouble.settle(this.agent.readScreen(screen), now);
    this.troubleEndsAt = lookAt;
    this.cancelTroubleLook?.();
    this.cancelTroubleLook =
      lookAt === null
        ? null
        : this.clock.after(Math.min(lookAt - now, longestPauseMs), () => this.look(this.facts.paneId));
    this.screenReading = reading;
    this.put('screen', reading, at);
    this.dialogs.takeScreen(reading, at);
    return reading;
  }

  /** Tells this pane's very process from those of other days. */
  private paneKey(): string {
    return `${this.facts.paneId} ${this.facts.pid} ${this.facts.createdAt}`;
  }

  private forget(): void {
    this.readings.clear();
    this.dialogs.forget();
    this.quietSince = null;
    this.screenReading = null;
  }

  private readProcess(): void {
    const { dead, currentCommand } = this.facts;
    const now = this.clock.now();
    if (dead) {
      this.put('process', { state: 'dead', rule: 'process.dead', detail: 'the pane is dead' }, now);
    } else if (this.agent.provider === 'shell') {
      const detail = `${currentCommand} runs in the foreground`;
      this.put('process', { state: 'shell', rule: 'process.shell', detail }, now);
    } else this.readings.delete('process');
  }

  private readTitle(title: string): void {
    const reading = this.agent.readTitle?.(title) ?? null;
    if (reading) this.put('title', reading, this.clock.now());
    else this.readings.delete('title');
  }

  private put(source: TimedReading['source'], { state, rule, detail }: StateReading, at: number): void {
    this.lastSpoke.set(source, at);
    this.readings.set(source, { source, state, rule, detail, at });
  }

  /** Quiet states wait for a second look; everything else takes effect at once. */
  private derive(): void {
    const decision = decide(this.dialogs.hold([...this.readings.values()]));
    const state = decision.winner?.state ?? 'unknown';
    const quiet = state === 'idle' || state === 'asking' || state === 'limited' || state === 'error';
    if (!quiet) {
      this.quietSince = null;
      this.publish(state, decision);
      const lookAfterMs = this.dialogs.lookAfterMs(this.published);
      if (lookAfterMs !== null) this.lookAgain(lookAfterMs);
      return;
    }
    const lookedAt = this.readings.get('screen')?.at ?? 0;
    this.quietSince ??= this.clock.now();
    const confirmed = this.published.state === state || lookedAt - this.quietSince >= confirmMs - 5;
    if (confirmed) this.publish(state, decision);
    else this.lookAgain(confirmMs);
  }

  private lookAgain(delayMs: number): void {
    this.cancelLook?.();
    this.cancelLook = this.clock.after(delayMs, () => this.look(this.facts.paneId));
  }

  private publish(state: SessionState, decision: Decision): void {
    const before = this.published;
    const next: Published = {
      state,
      since: before.state === state ? before.since : this.clock.now(),
      decision,
      dialog: this.dialogs.next(state, before),
      draft: this.screenReading?.draft ?? null,
      limitedUntil: state === 'limited' ? (this.screenReading?.limitedUntil ?? null) : null,
      triedAgainAt: null,
    };
    if ((state === 'limited' || state === 'error') && next.limitedUntil === null)
      next.triedAgainAt = this.troubleEndsAt;
    this.published = next;
    if (isSamePublished(before, next)) return;
    this.events.emit('changed', undefined);
  }
}
