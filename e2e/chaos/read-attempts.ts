import type { Prompt } from '@architect/contracts/prompts';
import type { Arrival } from './read-lives.ts';

/** One delivery of a prompt, as its receipts tell, with what agents really got. */
export interface Attempt {
  number: number;
  session: string;
  sendingAt: number;
  steps: string[];
  arrivals: Arrival[];
}

export function attemptsOf(prompt: Prompt): Attempt[] {
  const byNumber = Map.groupBy(
    prompt.receipts.filter((receipt) => receipt.attempt > 0),
    (receipt) => receipt.attempt,
  );
  return [...byNumber].map(([number, receipts]) => ({
    number,
    session: receipts[0]?.session ?? '',
    sendingAt: Date.parse(receipts[0]?.at ?? ''),
    steps: receipts.map((receipt) => receipt.step),
    arrivals: [],
  }));
}

/** What a violation is called: enough to find the receipts. */
export function nameOf(prompt: Prompt): string {
  const steps = prompt.receipts.map((receipt) => `${receipt.attempt}.${receipt.step}`).join(' ');
  const last = prompt.receipts.at(-1)?.evidence;
  const code = prompt.error_code ? ` ${prompt.error_code}` : '';
  return `prompt ${prompt.id} (${prompt.status}${code} on ${prompt.assigned_session}: ${steps}; ${last})`;
}
