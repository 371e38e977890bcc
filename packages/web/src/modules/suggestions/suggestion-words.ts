import type { Suggestion } from '@architect/contracts/suggestions';
import type { Look } from '../../lib/looks.ts';

/** Where it comes from, in the words of a person who asks why. */
export const originWords: Record<Suggestion['origin'], string> = {
  submitted: 'Proposed',
  todo: 'A TODO in the code',
  recurring_error: 'An error keeps coming',
  overdue_milestone: 'A milestone is overdue',
  unanswered_bug: 'Nobody answered a bug',
};

/** What agreeing does; the button says it. */
export const goalWords: Record<Suggestion['becomes'], { choice: string; button: string }> = {
  bug: { choice: 'A bug', button: 'Make it a bug' },
  feature: { choice: 'A feature', button: 'Make it a feature' },
  devops_task: { choice: 'A DevOps task', button: 'Make it a DevOps task' },
  prompt: { choice: 'A prompt for an agent', button: 'Send it to an agent' },
  nothing: { choice: 'Nothing: whoever proposed it does it', button: 'Agree' },
};

export const statusLooks: Record<Suggestion['status'], Look> = {
  pending: { tone: 'need', shape: 'question', label: 'Waits', meaning: 'Nobody has decided yet.' },
  confirmed: { tone: 'work', shape: 'dot', label: 'Agreed', meaning: 'It is to be done.' },
  completed: { tone: 'calm', shape: 'check', label: 'Done', meaning: 'It was done.' },
  skipped: {
    tone: 'mute',
    shape: 'cross',
    label: 'Skipped',
    meaning: 'Declined; it is not suggested again for a week.',
  },
  expired: { tone: 'mute', shape: 'hourglass', label: 'Expired', meaning: 'Nobody decided in time.' },
};
