import type { Interaction } from '@architect/contracts/interactions';
import type { Prompt, ReceiptStep } from '@architect/contracts/prompts';
import { expect, test } from 'vitest';
import type { BoxEntry } from '../fake-agent/black-box.ts';
import { answerTo } from '../fake-agent/turns.ts';
import { aPrompt } from '../support/a-prompt.ts';
import { type ChaosVerdict, type Evidence, type FaultKind, faultKinds, judgeChaos } from './judge-chaos.ts';

const text = '#c1 do it';
const pasted = `\x1b[200~${text}\x1b[201~`;
const time = (at: number): string => new Date(at).toISOString();

type Happening = BoxEntry extends infer Entry
  ? Entry extends BoxEntry
    ? Omit<Entry, 'at' | 'pid' | 'session'> & { at?: number; pid?: number; session?: string }
    : never
  : never;
/** Entries of session `a`, pid 7, 10 ms apart. */
const boxOf = (...happenings: Happening[]): BoxEntry[] =>
  happenings.map(
    (happening, index) => ({ session: 'a', pid: 7, at: 1_000 + index * 10, ...happening }) as BoxEntry,
  );

const born: Happening = { kind: 'born', at: 0 };
const gone: Happening = { kind: 'gone', why: 'hangup', at: 9_000 };
const typed: Happening = { kind: 'bytes', state: 'empty', text: pasted };
const enter: Happening = { kind: 'bytes', state: 'draft', text: '\r' };
const taken: Happening = { kind: 'prompt', text };
const ended: Happening = { kind: 'ended', text };
const goodTurn = [born, typed, enter, taken, ended, gone];

/** A prompt whose attempts had these steps on session `a`; attempt n begins at n × 900 ms. */
function sentPrompt(change: Partial<Prompt> = {}, ...attempts: ReceiptStep[][]): Prompt {
  const steps =
    attempts.length > 0 ? attempts : [['sending', 'typed', 'submitted', 'started', 'ended'] as const];
  const receipts = steps.flatMap((ofAttempt, index): Prompt['receipts'] =>
    ofAttempt.map((step, order) => ({
      ...{ step, evidence: '', attempt: index + 1, session: 'a' },
      at: time((index + 1) * 900 + order),
    })),
  );
  return aPrompt(text, { response: answerTo(text), completed_at: time(2_000), receipts, ...change });
}
const failed = (error_code: Prompt['error_code'], ...attempts: ReceiptStep[][]): Prompt =>
  sentPrompt({ status: 'failed', error_code, response: null }, ...attempts);

function evidenceOf(box: BoxEntry[], change: Partial<Evidence> = {}): Evidence {
  return {
    ...{ sent: [text], marker: /^#c\d+ /, personMarker: /^person /, box, prompts: [sentPrompt()] },
    ...{ interactions: [], examinedAt: 5_000, screenOnly: new Set<string>() },
    ...change,
  };
}
const faultsOf = (verdict: ChaosVerdict) =>
  Object.fromEntries(faultKinds.filter((kind) => verdict[kind] > 0).map((kind) => [kind, verdict[kind]]));
const judge = (happenings: Happening[], change: Partial<Evidence> = {}) =>
  judgeChaos(evidenceOf(boxOf(...happenings), change));

test('a good turn is no fault, and neither is what people send themselves, or their terminal tells', () => {
  const own: Happening[] = [
    { kind: 'bytes', state: 'empty', text: `\x1b[I${pasted}\x15` },
    { kind: 'bytes', state: 'empty', text: 'person 4 says' },
    { kind: 'bytes', state: 'draft', text: '\r' },
    { kind: 'prompt', text: 'person 4 says' },
  ];
  const verdict = judge([...goodTurn.slice(0, -1), ...own, gone]);
  expect(verdict.violations).toEqual([]);
  expect(verdict.outcomes).toEqual({ completed: 1 });
});

type Planted = [string, Happening[], Partial<Evidence>, Partial<Record<FaultKind, number>>];
const refused: ReceiptStep[] = ['sending', 'typed', 'refused'];
const running: ReceiptStep[] = ['sending', 'typed', 'submitted', 'started'];
const prompts = (...all: Prompt[]) => ({ prompts: all });

const asked: Happening = { kind: 'asked', text: 'npm test', prompt: text, at: 1_500 };
const decided: Happening = { kind: 'decided', text: 'npm test', prompt: text, decision: 'yes', at: 1_600 };
const refusal: Happening = { ...decided, decision: 'no' };
const row = (status: Interaction['status']) => ({
  interactions: [{ subject: 'npm test', session: 'a', status } as Interaction],
});
const screenOnly = { screenOnly: new Set(['a']) };
const turn = goodTurn.slice(0, -1);

const planted: Planted[] = [
  ['lost: completed, never received', [born, gone], {}, { lost: 2 }],
  ['lost: unknown to the server', [born, gone], prompts(), { lost: 1 }],
  ['lost: not final', goodTurn, prompts(sentPrompt({ status: 'in_progress' })), { lost: 1 }],
  [
    'lost: said to be submitted',
    [born, typed, gone],
    prompts(failed('SESSION_GONE', running)),
    { lost: 1, untrue: 1 },
  ],
  [
    'doubled: twice in one attempt',
    [...goodTurn.slice(0, -1), { ...taken, at: 1_500 }, { ...ended, at: 1_600 }, gone],
    {},
    { doubled: 1 },
  ],
  ['doubled: queued twice', goodTurn, prompts(sentPrompt(), sentPrompt()), { doubled: 1 }],
  [
    'doubled: sent again although the first try was received',
    [born, typed, enter, taken, { ...taken, at: 1_900 }, { ...ended, at: 1_950 }, gone],
    prompts(sentPrompt({}, refused, [...running, 'ended'])),
    { doubled: 1, untrue: 1 },
  ],
  ['split: cut', [...goodTurn.slice(0, -1), { kind: 'prompt', text: '#c1 do' }, gone], {}, { split: 1 }],
  [
    'split: merged with a draft',
    [...goodTurn.slice(0, -1), { kind: 'prompt', text: `person 1 ${text}` }, gone],
    {},
    { split: 1 },
  ],
  [
    'misplaced: another session',
    goodTurn.map((one) => ({ ...one, session: 'b' })),
    {},
    { misplaced: 1, lost: 2 },
  ],
  ['misplaced: a dialog', [...goodTurn, { ...typed, state: 'dialog' }], {}, { misplaced: 1 }],
  ['misplaced: a draft', [...goodTurn, { ...typed, state: 'draft' }], {}, { misplaced: 1 }],
  [
    'misplaced: behind what was typed in the same read',
    [...goodTurn, { ...typed, text: `per${pasted}` }],
    {},
    { misplaced: 1 },
  ],
  ['misplaced: twice in one read', [...goodTurn, { ...typed, text: pasted + pasted }], {}, { misplaced: 1 }],
  [
    'misplaced: a busy agent, the mark cut in two',
    [
      ...goodTurn,
      { kind: 'bytes', state: 'busy', text: '\x1b[20' },
      { kind: 'bytes', state: 'busy', text: `0~${text}` },
    ],
    {},
    { misplaced: 1 },
  ],
  ['misplaced: a shell', [...goodTurn, { kind: 'bytes', state: 'shell', text }], {}, { misplaced: 1 }],
  ['misplaced: an overlay', [...goodTurn, { ...typed, state: 'overlay' }], {}, { misplaced: 1 }],
  [
    'misplaced: Enter into a dialog',
    [...goodTurn, { kind: 'bytes', state: 'dialog', text: '\r' }],
    {},
    { misplaced: 1 },
  ],
  ['misplaced: ran as a command', [...goodTurn, { kind: 'bash', text: '!x' }], {}, { misplaced: 1 }],
  [
    'untrue: completed before the turn ended',
    [born, typed, enter, taken, { ...ended, at: 2_500 }, gone],
    {},
    { untrue: 1 },
  ],
  ['untrue: the answer of another prompt', goodTurn, prompts(sentPrompt({ response: 'x' })), { untrue: 1 }],
  ['untrue: not delivered, yet received', goodTurn, prompts(failed('NOT_DELIVERED', running)), { untrue: 1 }],
  ['untrue: gone, but it lives', goodTurn, prompts(failed('SESSION_GONE', running)), { untrue: 1 }],
  ['untrue: exited, but it lives', goodTurn, prompts(failed('AGENT_EXITED', running)), { untrue: 1 }],
  ['untrue: an API error that was none', goodTurn, prompts(failed('AGENT_ERROR', running)), { untrue: 1 }],
  [
    'untrue: an error where there was a limit',
    [born, typed, enter, taken, { kind: 'failed', text, reason: 'limit' }, gone],
    prompts(failed('AGENT_ERROR', running)),
    { untrue: 1 },
  ],
  ['untrue: denied by nobody', goodTurn, prompts(failed('DENIED', running)), { untrue: 1 }],
  ['untrue: interrupted by nobody', goodTurn, prompts(failed('INTERRUPTED', running)), { untrue: 1 }],
  ['untrue: a time-out nobody set', goodTurn, prompts(failed('TIMEOUT', running)), { untrue: 1 }],
  [
    'untrue: undeliverable, but plain',
    [born, gone],
    prompts(failed('UNDELIVERABLE')),
    { lost: 1, untrue: 1 },
  ],
  [
    'untrue: interrupted by nobody, as the screen alone tells',
    goodTurn,
    { ...prompts(failed('INTERRUPTED', running)), ...screenOnly },
    { untrue: 1 },
  ],
  [
    'untrue: interrupted, where the record tells of a refusal',
    [...turn, refusal, gone],
    prompts(failed('INTERRUPTED', running)),
    { untrue: 1 },
  ],
  [
    'untrue: the answer of another prompt, as the screen alone tells',
    goodTurn,
    { ...prompts(sentPrompt({ response: 'x' })), ...screenOnly },
    { untrue: 1 },
  ],
  [
    'untrue: what work in the background says, of a prompt that began none',
    [born, typed, enter, taken, ended, { kind: 'said', text: 'done', prompt: null, at: 1_700 }, gone],
    prompts(sentPrompt({ response: 'done' })),
    { untrue: 1 },
  ],
  ['unlisted: nobody is told', [...turn, asked, gone], {}, { unlisted: 1 }],
  ['unlisted: put away', [...turn, asked, gone], row('dismissed'), { unlisted: 1 }],
  ['wronglyAnswered: denied', [...turn, asked, decided, gone], row('denied'), { wronglyAnswered: 1 }],
  ['wronglyAnswered: approved', [...turn, asked, refusal, gone], row('approved'), { wronglyAnswered: 1 }],
  [
    'wronglyAnswered: widened',
    [...turn, asked, { ...decided, decision: 'always' }, gone],
    row('approved'),
    { wronglyAnswered: 1 },
  ],
];

test.each(planted)('%s', (_name, happenings, change, faults) => {
  expect(faultsOf(judge(happenings, change))).toEqual(faults);
});

test('true reasons are no faults', () => {
  const upTo = [born, typed, enter, taken];
  const cases: [Happening[], Prompt['error_code']][] = [
    [[...upTo, { ...gone, at: 1_990 }], 'SESSION_GONE'],
    [upTo, 'SESSION_GONE'],
    [[...upTo, { kind: 'shell' }], 'AGENT_EXITED'],
    [[...upTo, { kind: 'failed', text, reason: 'limit' }, gone], 'USAGE_LIMIT'],
    [[...upTo, { kind: 'interrupted', text }, gone], 'INTERRUPTED'],
    [[...upTo, { kind: 'decided', text: 'x', prompt: text, decision: 'no' }, gone], 'DENIED'],
    [[...upTo, gone], 'DELIVERY_UNCONFIRMED'],
  ];
  for (const [happenings, code] of cases)
    expect(judge(happenings, prompts(failed(code, running))).violations, `${code}`).toEqual([]);
});

test('every kind of fault has a planted one', () => {
  expect(new Set(planted.flatMap(([, , , faults]) => Object.keys(faults)))).toEqual(new Set(faultKinds));
});

test.each<[string, Happening[], Partial<Evidence>]>([
  ['listed', [...turn, asked, gone], row('pending')],
  ['of an agent that is gone', [...turn, asked], {}],
  ['answered as decided', [...turn, asked, decided, gone], row('approved')],
  [
    'refused where only the screen tells, which shows it as an interruption',
    [born, typed, enter, taken, asked, refusal, gone],
    { ...prompts(failed('INTERRUPTED', running)), ...row('denied'), ...screenOnly },
  ],
])('a dialog is no fault when it is %s', (_name, happenings, change) => {
  expect(judge(happenings, change).violations).toEqual([]);
});
