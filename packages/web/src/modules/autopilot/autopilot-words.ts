import type { AutopilotMilestone, AutopilotRun } from '@architect/contracts/autopilot';
import type { Look, Tone } from '../../lib/looks.ts';

export const milestoneLooks: Record<AutopilotMilestone['status'], Look> = {
  proposed: {
    tone: 'need',
    shape: 'question',
    label: 'Proposed',
    meaning: 'Nothing happens before you approve.',
  },
  approved: {
    tone: 'work',
    shape: 'dashed',
    label: 'Approved',
    meaning: 'Its run begins when nothing is in the way.',
  },
  in_progress: { tone: 'work', shape: 'arc', label: 'In progress', meaning: 'An agent works on it.' },
  validation: {
    tone: 'need',
    shape: 'diamond',
    label: 'Done?',
    meaning: 'Look at the evidence: accept it or send it back.',
  },
  accepted: { tone: 'calm', shape: 'check', label: 'Accepted', meaning: 'A person accepted the work.' },
  rejected: { tone: 'mute', shape: 'cross', label: 'Rejected', meaning: 'Not proposed again for a week.' },
  failed: {
    tone: 'bad',
    shape: 'cross',
    label: 'Failed',
    meaning: 'Its run was ended. Approving it again begins another one.',
  },
};

export const runLooks: Record<AutopilotRun['status'], Look> = {
  created: { tone: 'mute', shape: 'dot', label: 'Not begun', meaning: 'It waits for its first prompt.' },
  planning: { tone: 'work', shape: 'arc', label: 'Planning', meaning: 'The agent writes a plan.' },
  implementing: { tone: 'work', shape: 'arc', label: 'Implementing', meaning: 'The agent carries it out.' },
  testing: { tone: 'work', shape: 'arc', label: 'Testing', meaning: 'The agent runs the tests.' },
  blocked: {
    tone: 'need',
    shape: 'diamond',
    label: 'Needs you',
    meaning: 'It cannot go on without an answer.',
  },
  complete: { tone: 'calm', shape: 'check', label: 'Complete', meaning: 'All phases are done.' },
  failed: { tone: 'bad', shape: 'cross', label: 'Failed', meaning: 'A person ended it as failed.' },
  cancelled: { tone: 'mute', shape: 'bar', label: 'Cancelled', meaning: 'A person cancelled it.' },
};

/** Risk in words, so that colour is not all there is. */
export function riskLook(score: number): { words: string; tone: Tone } {
  if (score >= 60) return { words: `high risk, ${score} of 100`, tone: 'bad' };
  if (score >= 30) return { words: `some risk, ${score} of 100`, tone: 'wait' };
  return { words: `low risk, ${score} of 100`, tone: 'calm' };
}
