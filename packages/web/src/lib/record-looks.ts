import type { Look } from './looks.ts';
import { plainWord } from './record-words.ts';

type Words = Omit<Look, 'label'> & { label?: string };

/** Statuses of all kinds of records: a word means the same everywhere, so it looks the same everywhere. */
const statusLooks: Record<string, Words> = {
  draft: { tone: 'mute', shape: 'dashed', meaning: 'An idea; nobody has said what exactly it is.' },
  spec: { tone: 'wait', shape: 'dot', meaning: 'What it must do is being written down.' },
  open: { tone: 'need', shape: 'ring', meaning: 'Nobody has begun.' },
  planned: { tone: 'mute', shape: 'ring', meaning: 'Work on it has not begun.' },
  active: { tone: 'work', shape: 'dot', meaning: 'Worked on.' },
  paused: { tone: 'wait', shape: 'bar', meaning: 'Put aside for a time.' },
  in_progress: { tone: 'work', shape: 'arc', meaning: 'Somebody works on it.' },
  review: { tone: 'ask', shape: 'question', label: 'In review', meaning: 'Done, and waits to be looked at.' },
  blocked: { tone: 'need', shape: 'diamond', meaning: 'Something else must happen first.' },
  completed: { tone: 'calm', shape: 'check', meaning: 'Done.' },
  resolved: { tone: 'calm', shape: 'check', meaning: 'Fixed; somebody may still look at it.' },
  closed: { tone: 'mute', shape: 'check', meaning: 'Done and looked at.' },
  wont_fix: { tone: 'mute', shape: 'cross', label: 'Won’t fix', meaning: 'Nobody is going to change it.' },
  cancelled: { tone: 'mute', shape: 'cross', meaning: 'Given up.' },
  ignored: { tone: 'mute', shape: 'bar', meaning: 'Counted and kept quiet.' },
};

export function statusLook(status: string): Look {
  const known = statusLooks[status] ?? { tone: 'mute', shape: 'dot', meaning: plainWord(status) };
  return { label: plainWord(status), ...known };
}

const priorityTones: Record<string, Look['tone']> = {
  critical: 'bad',
  high: 'need',
  medium: 'wait',
  low: 'mute',
};

/** How high each priority counts; the picture of a priority has so many bars. */
export const priorityRanks: Record<string, number> = { critical: 4, high: 3, medium: 2, low: 1 };

export function priorityTone(priority: string): Look['tone'] {
  return priorityTones[priority] ?? 'mute';
}
