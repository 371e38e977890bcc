import type { AgentBook } from './agents/agent-book.ts';
import type { RulesFile } from './agents/rules-file.ts';
import { describeRules } from './describe-rules.ts';
import { readMemory } from './free-memory.ts';
import type { NodeHandlers } from './local-link.ts';
import { answerDialog } from './sessions/answer-dialog.ts';
import { createSession } from './sessions/create-session.ts';
import { type Deliveries, mustFind } from './sessions/deliveries.ts';
import type { DeliveryContext } from './sessions/delivery-context.ts';
import { explainSession } from './sessions/explain-session.ts';
import type { Fleet } from './sessions/fleet.ts';
import { saveScreen } from './sessions/save-screen.ts';
import type { SessionTracker } from './sessions/session-tracker.ts';
import type { Terminals } from './sessions/terminals.ts';
import { typeText } from './sessions/type-text.ts';
import { watchHookHealth } from './sessions/watch-hook-health.ts';
import { findSuspects } from './source/find-suspects.ts';
import { listCommits } from './source/list-commits.ts';
import type { TestRuns } from './source/test-runs.ts';
import { readHost } from './this-host.ts';
import type { TmuxDriver } from './tmux/driver.ts';
import type { Worktrees } from './worktrees/worktrees.ts';

export interface HandlerParts {
  name: string;
  driver: TmuxDriver;
  fleet: Fleet;
  hookRoot: string;
  /** Screens that people saved as test cases. */
  screensRoot: string;
  context: DeliveryContext;
  deliveries: Deliveries;
  terminals: Terminals;
  worktrees: Worktrees;
  tests: TestRuns;
  book: AgentBook;
  rulesFile: RulesFile;
}

/** What answers each request of the NodeLink contract. */
export function createHandlers(parts: HandlerParts): NodeHandlers {
  return {
    ...worktreeHandlers(parts),
    ...sessionHandlers(parts),
    ...deliveryHandlers(parts),
    ...terminalHandlers(parts),
  };
}

type SessionMethods =
  | 'list'
  | 'rules'
  | 'refresh'
  | 'explain'
  | 'screen.save'
  | 'capture'
  | 'create'
  | 'label'
  | 'kill';
type WorktreeMethods = Extract<keyof NodeHandlers, `worktree.${string}` | `source.${string}`>;
type TerminalMethods = Extract<keyof NodeHandlers, `terminal.${string}`>;

function sessionHandlers({
  name,
  driver,
  fleet,
  hookRoot,
  screensRoot,
  book,
  rulesFile,
  context,
}: HandlerParts): Pick<NodeHandlers, SessionMethods> {
  const health = watchHookHealth({ fleet, clock: context.clock });
  const hooksOf = (tracker: SessionTracker) => ({
    inbox: fleet.inbox(tracker),
    figures: health.of(tracker),
  });
  const sessions = () => fleet.all().map((tracker) => fleet.describe(tracker));
  return {
    list: async () => ({
      sessions: sessions(),
      tmux: driver.isUp() ? 'up' : 'down',
      tmux_version: driver.version(),
      tmux_fault: driver.fault(),
      memory: readMemory(),
      host: readHost(),
    }),
    rules: async () => describeRules(book, rulesFile),
    refresh: async () => {
      await driver.refresh();
      return { sessions: sessions() };
    },
    explain: async ({ session }) => {
      const tracker = mustFind({ fleet }, session);
      return explainSession(name, tracker, hooksOf(tracker));
    },
    'screen.save': ({ session, ...said }) => {
      const tracker = mustFind({ fleet }, session);
      const explained = explainSession(name, tracker, hooksOf(tracker));
      return saveScreen({ driver, book, root: screensRoot }, { tracker, explained, ...said });
    },
    capture: async ({ session, lines, escapes }) => {
      const { paneId } = mustFind({ fleet }, session).facts;
      return {
        output: await driver.captureText(paneId, { ...(lines === undefined ? {} : { lines }), escapes }),
      };
    },
    create: async (params) => ({ session: await createSession({ driver, fleet, hookRoot, book }, params) }),
    label: async ({ session, role, tier }) => {
      const tracker = mustFind({ fleet }, session);
      await driver.labelSession(tracker.facts.sessionId, { role, tier });
      return { session: fleet.describe(tracker) };
    },
    kill: async ({ session }) => ({
      survivors: await driver.killSession(mustFind({ fleet }, session).facts.sessionId),
    }),
  };
}

function deliveryHandlers({
  context,
  deliveries,
}: HandlerParts): Omit<NodeHandlers, SessionMethods | TerminalMethods | WorktreeMethods> {
  return {
    type: (params) => typeText(context, params),
    prepare: ({ session, text }) => deliveries.prepare(session, text),
    deliver: async (spec) => {
      deliveries.deliver(spec);
      return {};
    },
    reconcile: async (spec) => {
      deliveries.reconcile(spec);
      return {};
    },
    abandon: async ({ attempt_id, left_behind }) => {
      await deliveries.abandon(attempt_id, left_behind);
      return {};
    },
    answer: (params) => answerDialog(context, params),
  };
}

function worktreeHandlers({ worktrees, tests }: HandlerParts): Pick<NodeHandlers, WorktreeMethods> {
  return {
    'worktree.add': worktrees.add,
    'worktree.inspect': worktrees.inspect,
    'worktree.remove': worktrees.remove,
    'source.suspects': findSuspects,
    'source.commits': listCommits,
    'source.test': async (asked) => ({ ended: await tests.ask(asked) }),
  };
}

function terminalHandlers({ terminals }: HandlerParts): Pick<NodeHandlers, TerminalMethods> {
  return {
    'terminal.open': ({ session, stream }) => terminals.open(session, stream),
    'terminal.input': async ({ stream, data }) => {
      await terminals.input(stream, data);
      return {};
    },
    'terminal.resize': async ({ stream, cols, rows }) => {
      await terminals.resize(stream, cols, rows);
      return {};
    },
    'terminal.close': async ({ stream }) => {
      terminals.close(stream);
      return {};
    },
  };
}
