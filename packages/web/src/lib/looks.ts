import type { Interaction } from '@architect/contracts/interactions';
import type { PromptStatus } from '@architect/contracts/prompts';
import type { BuiltInProvider, SessionProvider } from '@architect/contracts/providers';
import type { SessionState } from '@architect/contracts/sessions';

/** Colours by meaning; each is a pair of custom properties in `tokens.css`. */
export type Tone = 'calm' | 'work' | 'need' | 'ask' | 'wait' | 'bad' | 'mute';

/** Shapes tell states apart without colour. */
export type Shape =
  | 'ring'
  | 'arc'
  | 'diamond'
  | 'question'
  | 'hourglass'
  | 'cross'
  | 'prompt'
  | 'bar'
  | 'dashed'
  | 'check'
  | 'dot';

export interface Look {
  tone: Tone;
  shape: Shape;
  label: string;
  /** One sentence: what it means for the person who looks. */
  meaning: string;
}

export const sessionLooks: Record<SessionState, Look> = {
  blocked: { tone: 'need', shape: 'diamond', label: 'Needs you', meaning: 'A dialog waits for a decision.' },
  asking: {
    tone: 'ask',
    shape: 'question',
    label: 'Asking',
    meaning: 'The agent asked something in its last message and waits.',
  },
  busy: { tone: 'work', shape: 'arc', label: 'Working', meaning: 'A turn is running.' },
  idle: { tone: 'calm', shape: 'ring', label: 'Idle', meaning: 'Ready: a prompt may be typed.' },
  limited: {
    tone: 'wait',
    shape: 'hourglass',
    label: 'Limited',
    meaning: 'A usage or rate limit holds this agent.',
  },
  error: { tone: 'bad', shape: 'cross', label: 'Error', meaning: 'The last turn ended with an error.' },
  starting: {
    tone: 'work',
    shape: 'dashed',
    label: 'Starting',
    meaning: 'The program has not shown its box yet.',
  },
  shell: {
    tone: 'mute',
    shape: 'prompt',
    label: 'Shell',
    meaning: 'No agent runs here; nothing is ever typed.',
  },
  dead: { tone: 'bad', shape: 'bar', label: 'Dead', meaning: 'The program in this pane has ended.' },
  unknown: {
    tone: 'mute',
    shape: 'dashed',
    label: 'Unknown',
    meaning: 'The screen was not understood. Unknown is never treated as idle.',
  },
};

/** What asks for a person first, then work, then rest. */
export const stateOrder: readonly SessionState[] = [
  'blocked',
  'asking',
  'error',
  'limited',
  'busy',
  'starting',
  'idle',
  'unknown',
  'shell',
  'dead',
];

export const promptLooks: Record<PromptStatus, Look> = {
  pending: { tone: 'mute', shape: 'dot', label: 'Waiting', meaning: 'In the queue; nothing has been typed.' },
  assigned: { tone: 'work', shape: 'dashed', label: 'Delivering', meaning: 'Being typed into a session.' },
  in_progress: { tone: 'work', shape: 'arc', label: 'Running', meaning: 'The agent works on it.' },
  completed: { tone: 'calm', shape: 'check', label: 'Completed', meaning: 'The agent finished its turn.' },
  failed: { tone: 'bad', shape: 'cross', label: 'Failed', meaning: 'It ended without success.' },
  cancelled: { tone: 'mute', shape: 'bar', label: 'Cancelled', meaning: 'A person cancelled it.' },
};

export const decisionLooks: Record<Interaction['status'], Look> = {
  pending: { tone: 'need', shape: 'diamond', label: 'Waits for you', meaning: 'Nobody has decided yet.' },
  approved: { tone: 'calm', shape: 'check', label: 'Approved', meaning: 'Approved once.' },
  denied: { tone: 'bad', shape: 'cross', label: 'Denied', meaning: 'Denied.' },
  answered: { tone: 'ask', shape: 'question', label: 'Answered', meaning: 'Answered.' },
  dismissed: { tone: 'mute', shape: 'bar', label: 'Closed', meaning: 'Closed without an answer from here.' },
  expired: {
    tone: 'mute',
    shape: 'hourglass',
    label: 'Expired',
    meaning: 'The dialog changed or went away.',
  },
};

interface ProviderLook {
  mark: string;
  label: string;
}

/** An agent that a person has defined is called by its own word. */
export function providerLook(provider: SessionProvider): ProviderLook {
  const known: Partial<Record<string, ProviderLook>> = providerLooks;
  const mark = provider.charAt(0).toUpperCase() + provider.charAt(1);
  return known[provider] ?? { mark, label: provider };
}

/** Two letters and a name: agents are told apart without relying on logos. */
const providerLooks: Record<BuiltInProvider | 'shell' | 'unknown', ProviderLook> = {
  claude: { mark: 'Cl', label: 'Claude Code' },
  codex: { mark: 'Cx', label: 'Codex' },
  gemini: { mark: 'Ge', label: 'Gemini' },
  opencode: { mark: 'Oc', label: 'opencode' },
  qwen: { mark: 'Qw', label: 'Qwen Code' },
  ollama: { mark: 'Ol', label: 'Ollama' },
  openai: { mark: 'Oa', label: 'OpenAI' },
  comet: { mark: 'Co', label: 'Comet' },
  demo: { mark: 'De', label: 'Demo agent' },
  shell: { mark: '$_', label: 'Shell' },
  unknown: { mark: '??', label: 'Unknown program' },
};
