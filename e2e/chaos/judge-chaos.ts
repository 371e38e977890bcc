import type { Interaction } from '@architect/contracts/interactions';
import type { Prompt } from '@architect/contracts/prompts';
import type { BoxEntry } from '../fake-agent/black-box.ts';
import { judgeDialogs } from './judge-dialogs.ts';
import { judgePlaces } from './judge-places.ts';
import { judgePrompt } from './judge-prompt.ts';
import { type AgentLives, readLives } from './read-lives.ts';

/** Everything the judge may look at: what the agents recorded, and what the product says at the end. */
export interface Evidence {
  /** Every text that was queued; unique, and each begins with `marker`. */
  sent: string[];
  /** Beginning of all our texts, and of nobody else's. */
  marker: RegExp;
  /** Beginning of what people type. */
  personMarker: RegExp;
  box: BoxEntry[];
  prompts: Prompt[];
  interactions: Interaction[];
  /** Epoch ms at which `interactions` and the sessions were read, before anybody tidied up. */
  examinedAt: number;
  /** Sessions without hooks and transcript: their answer may be missing, never another's. */
  screenOnly: ReadonlySet<string>;
}

export const faultKinds = [
  'lost',
  'doubled',
  'split',
  'misplaced',
  'untrue',
  'wronglyAnswered',
  'unlisted',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** `violations` is empty when every promise held; `outcomes` counts how the prompts ended. */
export interface ChaosVerdict extends Record<FaultKind, number> {
  prompts: number;
  /** `completed`, `cancelled`, or the error code. */
  outcomes: Record<string, number>;
  /** Why nobody could tell, with numbers and names of panes left out. */
  unconfirmedBecause: Record<string, number>;
  /** Of the unconfirmed ones, how many had reached an agent. */
  unconfirmedButReceived: number;
  /** Completed by an agent that shows its answers on the screen only, too briefly or too far up to be read. */
  unread: number;
  /** Failed with their session although the turn had just ended: nobody was left to tell. */
  endedUnseen: number;
  dialogs: number;
  violations: string[];
}

export interface Court {
  evidence: Evidence;
  lives: AgentLives;
  verdict: ChaosVerdict;
  note(kind: FaultKind, what: string): void;
}

/** Compares what the product says with what the agents recorded. Pure. */
export function judgeChaos(evidence: Evidence): ChaosVerdict {
  const verdict = emptyVerdict(evidence.sent.length);
  const note = (kind: FaultKind, what: string): void => {
    verdict[kind] += 1;
    verdict.violations.push(`${kind}: ${what}`);
  };
  const court: Court = { evidence, lives: readLives(evidence.box), verdict, note };
  judgePlaces(court);
  judgeDialogs(court);
  const byText = Map.groupBy(evidence.prompts, (prompt) => prompt.content);
  for (const text of evidence.sent) {
    const [prompt, ...more] = byText.get(text) ?? [];
    if (!prompt) note('lost', `the server does not know ${JSON.stringify(text.slice(0, 60))}`);
    else judgePrompt(prompt, court);
    if (more.length > 0) note('doubled', `prompt ${prompt?.id} is queued ${more.length + 1} times`);
  }
  return verdict;
}

function emptyVerdict(prompts: number): ChaosVerdict {
  return {
    prompts,
    outcomes: {},
    lost: 0,
    doubled: 0,
    split: 0,
    misplaced: 0,
    untrue: 0,
    wronglyAnswered: 0,
    unlisted: 0,
    unconfirmedBecause: {},
    unconfirmedButReceived: 0,
    unread: 0,
    endedUnseen: 0,
    dialogs: 0,
    violations: [],
  };
}
