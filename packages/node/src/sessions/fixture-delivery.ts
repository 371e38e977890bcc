import type { DeliveryStep } from '@architect/contracts/node-link';
import type { HookEvent } from '../agents/agent.ts';
import type { Clock } from '../clock.ts';
import { createEmitter } from '../emitter.ts';
import type { PaneFacts, ScreenCapture, TmuxDriver } from '../tmux/driver.ts';
import { Deliveries } from './deliveries.ts';
import type { Attempt, DeliveryContext } from './delivery-context.ts';
import { aPane } from './fixture-pane.ts';
import type { Fleet, FleetEvents } from './fleet.ts';
import type { HookInbox } from './hook-inbox.ts';
import { markPane } from './pane-mark.ts';
import { SessionTracker } from './session-tracker.ts';

const rule = '─'.repeat(120);

/** Waits that are longer (for a limit to reset) never end here. */
const longestLeapMs = 600_000;

/** A clock that leaps to the end of every wait. */
export class LeapingClock implements Clock {
  time = 1_000_000;
  now = () => this.time;
  after(delayMs: number, run: () => void): () => void {
    if (delayMs > longestLeapMs) return () => undefined;
    const due = this.time + delayMs;
    const timer = setImmediate(() => {
      this.time = Math.max(this.time, due);
      run();
    });
    return () => clearImmediate(timer);
  }
}

/** Claude Code in a pane, as far as deliveries meet it. */
export class AgentInPane {
  facts: PaneFacts = aPane();
  talk: string[] = [];
  box = '';
  isBusy = false;
  /** Its box has grown out of the screen. */
  unreadable = false;
  /** Command of an open permission dialog. */
  asks: string | null = null;
  pasted: string[] = [];
  enters = 0;
  /** How often its box was cleared. */
  cleared = 0;
  received: string[] = [];
  /** Enters that the agent does not notice. */
  deafTo = 0;
  /** What tmux answers to a guarded step. */
  guard: 'done' | 'refused' = 'done';
  hooks: HookEvent[] | null = [];
  /** Runs before each look: what happens meanwhile. */
  beforeLook: () => void = () => undefined;
  readonly clock: LeapingClock;

  constructor(clock: LeapingClock) {
    this.clock = clock;
  }

  tell(name: string, payload: Record<string, unknown> = {}): void {
    this.hooks?.push({ name, payload, at: this.clock.now() });
  }

  paste(text: string): void {
    this.pasted.push(text);
    this.box += text;
  }

  /** Somebody presses Enter. */
  enter(): void {
    this.enters += 1;
    if (this.enters <= this.deafTo || this.box === '') return;
    const text = this.box;
    this.box = '';
    this.received.push(text);
    this.talk.push(`❯ ${text}`, '');
    this.isBusy = true;
    this.tell('UserPromptSubmit', { prompt: text });
  }

  clear(): void {
    this.cleared += 1;
    this.box = '';
  }

  answer(text: string): void {
    this.isBusy = false;
    this.talk.push(`● ${text}`, '');
    this.tell('Stop', { last_assistant_message: text });
  }

  capture(): ScreenCapture {
    this.beforeLook();
    return { facts: { ...this.facts }, rows: this.rows(), at: this.clock.now() };
  }

  private rows(): string[] {
    if (this.asks !== null) {
      const options = [' ❯ 1. Yes', '   2. No'];
      const head = [rule, ' Bash command', '', `   ${this.asks}`, '', ' Do you want to proceed?'];
      return [...this.talk, ...head, ...options, '', ' Esc to cancel'];
    }
    if (this.unreadable) return ['  line 29 of the text', rule, '  ? for shortcuts'];
    const work = this.isBusy ? ['✽ Cooking…', ''] : [];
    const footer = this.isBusy ? '  esc to interrupt' : '  ? for shortcuts';
    return [...this.talk, ...work, rule, `❯\u00a0${this.box}`, rule, footer];
  }
}

/** One session with an agent that was seen idle, and everything that deliveries need around it. */
export async function createDeliveryFixture() {
  const clock = new LeapingClock();
  const agent = new AgentInPane(clock);
  const steps: DeliveryStep[] = [];
  const fail = (error: unknown) => {
    throw error;
  };
  const tracker = new SessionTracker(agent.facts, { clock, onError: fail, look: () => undefined });
  const inbox: HookInbox = {
    since: (since) => (agent.hooks ?? []).filter((event) => event.at >= since),
    count: () => agent.hooks?.length ?? 0,
    waiting: () => [],
    answer: () => false,
    release: () => undefined,
    sweep: () => undefined,
    close: () => undefined,
  };
  const driver = {
    capture: async () => agent.capture(),
    personClients: async () => [],
    async paste(_pane: string, text: string) {
      if (agent.guard === 'done') agent.paste(text);
      return agent.guard;
    },
    async press(_pane: string, [key]: string[]) {
      if (agent.guard === 'done') {
        if (key === 'C-u') agent.clear();
        else agent.enter();
      }
      return agent.guard;
    },
  } satisfies Partial<TmuxDriver>;
  const events = createEmitter<FleetEvents>(fail);
  let isGone = false;
  const fleet = {
    ...{ byName: () => tracker, has: () => !isGone, inbox: () => (agent.hooks ? inbox : null), events },
  };
  /** The session ends, and nobody is told. */
  function vanish(): void {
    isGone = true;
    agent.beforeLook = () => fail(new Error('pane %1 is gone'));
  }
  // Deliveries use no more of driver and fleet than what is here.
  const context = {
    ...{ driver, fleet, clock, onError: fail },
    emit: (step: DeliveryStep) => void steps.push(step),
  } as unknown as DeliveryContext & { fleet: Fleet };

  async function look(): Promise<void> {
    tracker.takeScreen(agent.capture());
    await new Promise((resolve) => clock.after(200, () => resolve(null)));
  }
  agent.tell('SessionStart');
  await look();
  await look();
  await look();
  clock.time += 5_000;
  const attemptFor = (text: string): Attempt => ({
    spec: {
      attempt_id: 'a',
      prompt_id: 1,
      session: 'worker',
      text,
      intent_at: new Date(clock.now()).toISOString(),
    },
    ...{
      tracker,
      inbox: agent.hooks ? inbox : null,
      panePid: agent.facts.pid,
      intentAt: clock.now(),
      abandoned: false,
    },
  });
  const mark = () => markPane(agent.capture(), agent.hooks?.length ?? 0, null);
  const deliveries = new Deliveries(context);
  return { clock, agent, tracker, context, deliveries, events, steps, attemptFor, mark, look, vanish };
}
