import type { Interaction } from '@architect/contracts/interactions';
import type { AssignerStatus } from '@architect/contracts/prompts';
import type { Session } from '@architect/contracts/sessions';

/** What a question about the fleet is answered from. */
export interface FleetFacts {
  /** Sessions that run an AI program. */
  agents: Session[];
  queue: AssignerStatus;
  /** The first prompts that wait, the next one first; `content` may be cut. */
  pending: { id: number; created_at: string; content: string }[];
  /** Questions of agents that wait for a person. */
  interactions: Interaction[];
  /** Epoch ms. */
  nowMs: number;
}

interface Topic {
  words: RegExp;
  answer: (facts: FleetFacts) => string[];
}

/**
 * Answers `msto:` by the words of the question: a session's name, or what it asks for; anything else, and nothing,
 * is answered with all there is. No model is asked: every figure is live data.
 */
export function answerQuestion(question: string, facts: FleetFacts): string[] {
  const words = new Set(question.toLowerCase().split(/[^\p{L}\p{N}_-]+/u));
  const named = facts.agents.filter((agent) => words.has(agent.name.toLowerCase()));
  if (named.length > 0) return named.map((agent) => describeAgent(agent, facts));
  const asked = topics.filter((topic) => topic.words.test(question));
  return (asked.length > 0 ? asked : topics).flatMap((topic) => topic.answer(facts));
}

const workStates: readonly string[] = ['busy', 'starting'];

const topics: Topic[] = [
  {
    words: /\b(active|sessions?|agents?)\b/i,
    answer: ({ agents }) => [
      `agents: ${agents.length}; ready for a prompt: ${agents.filter((agent) => agent.deliverable).length}`,
    ],
  },
  {
    words: /\b(active|busy|work\w*|running|doing)\b/i,
    answer: (facts) => linesOf(facts, 'working', (agent) => workStates.includes(agent.state)),
  },
  {
    words: /\b(idle|free|available|ready)\b/i,
    answer: (facts) => linesOf(facts, 'ready', (agent) => agent.deliverable),
  },
  {
    words: /\b(block\w*|wait\w*|ask\w*|approv\w*|permission\w*|stuck|needs?|attention)\b/i,
    answer: (facts) => [
      ...linesOf(facts, 'blocked', (agent) => agent.state === 'blocked' || agent.state === 'asking'),
      ...facts.interactions.map(
        (entry) =>
          `asks #${entry.id}: ${entry.session}: ${shortLine(entry.subject || entry.question, 100)}  (approve ${entry.id}, deny ${entry.id})`,
      ),
    ],
  },
  {
    words: /\b(limit\w*|rate|usage|quota)\b/i,
    answer: (facts) => linesOf(facts, 'limited', (agent) => agent.state === 'limited'),
  },
  {
    words: /\b(dead|error\w*|crash\w*|broken|unknown|wrong)\b/i,
    answer: (facts) =>
      linesOf(facts, 'in trouble', (agent) => ['error', 'dead', 'unknown'].includes(agent.state)),
  },
  {
    words: /\b(prompts?|queue\w*|wait\w*|pending|tasks?|why|fail\w*|done|completed|finished)\b/i,
    answer: answerQueue,
  },
];

/** One line for each agent that fits; a line with none, so that silence is never taken for an answer. */
function linesOf(facts: FleetFacts, title: string, fits: (agent: Session) => boolean): string[] {
  const fitting = facts.agents.filter(fits);
  if (fitting.length === 0) return [`${title}: none`];
  return fitting.map((agent) => `${title}: ${describeAgent(agent, facts)}`);
}

function describeAgent(agent: Session, { nowMs }: FleetFacts): string {
  const prompt = agent.current_prompt_id === null ? '' : ` with prompt #${agent.current_prompt_id}`;
  const again = agent.tried_again_at ? `, tried again at ${agent.tried_again_at}` : '';
  const limit = agent.limited_until === null ? again : ` until ${agent.limited_until}`;
  const dialog = agent.dialog
    ? `${agent.dialog.kind}: ${agent.dialog.subject || agent.dialog.question}`
    : agent.not_deliverable_because;
  const because = dialog && !workStates.includes(agent.state) ? ` (${shortLine(dialog, 100)})` : '';
  return `${agent.name} ${agent.state}${prompt} for ${ageOf(agent.state_since, nowMs)}${limit}${because}`;
}

/** Prompts that are named one by one. */
const namedPrompts = 5;

function answerQueue({ queue, pending, nowMs }: FleetFacts): string[] {
  const named = pending.slice(0, namedPrompts);
  const counts = Object.entries(queue.counts).map(([status, count]) => `${count} ${status}`);
  return [
    `prompts: ${counts.join(', ')}${queue.paused ? '; the queue is paused' : ''}`,
    ...queue.waiting.map(({ reason, count }) => `waiting: ${count}: ${reason}`),
    ...named.map(
      (prompt) => `#${prompt.id} for ${ageOf(prompt.created_at, nowMs)}: ${shortLine(prompt.content, 60)}`,
    ),
    ...(queue.counts.pending > named.length ? [`and ${queue.counts.pending - named.length} more`] : []),
  ];
}

/** One line without control characters, cut with an ellipsis. */
function shortLine(text: string, most: number): string {
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

/** Age in the largest fitting unit: `12s`, `3m`, `5h`, `2d`. */
function ageOf(at: string, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(at)) / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}
