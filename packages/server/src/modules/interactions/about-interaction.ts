import type { InteractionRow } from './store.ts';

type About = Pick<InteractionRow, 'session' | 'node' | 'kind' | 'tool' | 'subject' | 'prompt_id'>;

const longestSubject = 2_000;

/** What an audit row says of the dialog itself; the interaction keeps the whole subject. */
export function aboutOf({ session, node, kind, tool, subject, prompt_id }: About): About {
  return { session, node, kind, tool, subject: subject.slice(0, longestSubject), prompt_id };
}
