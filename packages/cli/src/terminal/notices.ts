import { finalStatuses, type Prompt, type PromptStatus } from '@architect/contracts/prompts';
import { type Colors, shortLine } from '../output.ts';
import type { Fleet } from '../watch/fleet.ts';

/** The part of the fleet that notices are about. */
export type Watched = Pick<Fleet, 'prompts' | 'interactions' | 'sessions'>;

/** Tells what is new since the last call, one line each; with `all`, every change of a state or status. */
export type TellNews = (options: { all: boolean }) => string[];

/**
 * Compares pictures of the fleet instead of following events: after a lost connection nothing is told twice, and what
 * ended meanwhile is told as well. What was there at the first call is no news.
 */
export function createTellNews(fleet: Watched, colors: Colors): TellNews {
  let before = wordsOf(fleet);
  return ({ all }) => {
    const now = wordsOf(fleet);
    const then = before;
    before = now;
    const lines: string[] = [];
    for (const [id, prompt] of fleet.prompts) {
      if (then.prompts.get(id) === prompt.status) continue;
      // A finished prompt that was not in sight before ended long ago.
      const isEnd = finalStatuses.includes(prompt.status) && then.prompts.has(id);
      if (isEnd) lines.push(endOf(prompt, colors));
      else if (all && !finalStatuses.includes(prompt.status)) lines.push(stepOf(prompt, colors));
    }
    for (const [id, entry] of fleet.interactions) {
      if (then.interactions.has(id)) continue;
      const what = shortLine(entry.subject || entry.question, 100);
      lines.push(`${colors.yellow('[Asks]')} ${entry.session}: ${what}  (approve ${id}, deny ${id})`);
    }
    if (!all) return lines;
    for (const [name, { state }] of fleet.sessions) {
      if (then.sessions.get(name) !== state) lines.push(`${colors.dim('[Session]')} ${name} is ${state}`);
    }
    for (const name of then.sessions.keys()) {
      if (!fleet.sessions.has(name)) lines.push(`${colors.dim('[Session]')} ${name} is gone`);
    }
    return lines;
  };
}

function wordsOf({ prompts, interactions, sessions }: Watched) {
  return {
    prompts: new Map([...prompts].map(([id, prompt]) => [id, prompt.status])),
    interactions: new Set(interactions.keys()),
    sessions: new Map([...sessions].map(([name, session]) => [name, session.state])),
  };
}

const titles: Partial<Record<PromptStatus, string>> = {
  completed: '[Completed]',
  failed: '[Failed]',
  cancelled: '[Cancelled]',
};

function endOf(prompt: Prompt, colors: Colors): string {
  const paint = prompt.status === 'completed' ? colors.green : colors.red;
  const where = prompt.assigned_session ? ` on ${prompt.assigned_session}` : '';
  const said = shortLine((prompt.status === 'completed' ? prompt.response : prompt.error) ?? '', 100);
  return `${paint(titles[prompt.status] ?? prompt.status)} Prompt #${prompt.id}${where}${said && `: ${said}`}`;
}

function stepOf(prompt: Prompt, colors: Colors): string {
  const where = prompt.assigned_session ?? prompt.target_session;
  return `${colors.dim('[Prompt]')} #${prompt.id} is ${prompt.status}${where ? ` on ${where}` : ''}`;
}
