import { describe, expect, it } from 'vitest';
import type { Agent } from './agent.ts';
import { decide } from './authority.ts';
import { lastTextRow } from './bottom-block.ts';
import type { Screen } from './screen.ts';

/** Screens of one agent, by what the program really did. At least one each. */
export interface AgentSamples {
  /** Empty box, nothing over it. */
  idle: Screen[];
  /** A turn runs; the title counts too. */
  busy: Screen[];
  dialogs: Screen[];
  drafts: { screen: Screen; text: string }[];
  /** Screens of other programs with a box of their own. */
  foreign: Screen[];
}

/** What every agent that prompts are delivered to must hold. Call it in a test file beside the adapter. */
export function exerciseAgent(agent: Agent, samples: AgentSamples): void {
  exerciseStates(agent, samples);
  exerciseDialogs(agent, samples.dialogs);
  exerciseDrafts(agent, samples);
  exercisePrepare(agent);
  exerciseSignals(agent);
}

function exerciseStates(agent: Agent, samples: AgentSamples): void {
  describe(`${agent.provider}: states`, () => {
    it('has samples of everything', () => {
      for (const list of Object.values(samples)) expect(list.length).toBeGreaterThan(0);
    });

    it('takes an empty box for idle', () => {
      for (const screen of samples.idle) {
        const reading = agent.readScreen(screen);
        expect(reading).toMatchObject({ boxShown: true, draft: null, dialog: null, overlay: false });
        expect(['idle', 'asking']).toContain(reading.state);
      }
    });

    it('sees work in screen or title', () => {
      for (const screen of samples.busy) expect(stateOf(agent, screen)).toBe('busy');
    });

    it('never takes a blank screen for idle', () => {
      const reading = agent.readScreen(blank(samples.idle[0]));
      expect(reading).toMatchObject({ boxShown: false, draft: null, dialog: null });
      expect(['idle', 'asking']).not.toContain(reading.state);
    });

    it('never offers a box of which the lower part is not drawn', () => {
      for (const screen of samples.idle) {
        const box = screen.lines.findLastIndex((line) => /^[❯›>]/u.test(line));
        const reading = agent.readScreen(cutBelow(screen, box));
        expect(reading.boxShown && reading.state === 'idle').toBe(false);
      }
    });

    it('never offers the box of another program', () => {
      for (const screen of samples.foreign) expect(agent.readScreen(screen).boxShown).toBe(false);
    });

    it('names every rule after itself', () => {
      for (const screen of [...samples.idle, ...samples.busy, ...samples.dialogs]) {
        expect(agent.readScreen(screen).rule).toMatch(/^[\w-]+\.screen\.[\w.-]+$/);
      }
    });
  });
}

function exerciseDialogs(agent: Agent, dialogs: Screen[]): void {
  describe(`${agent.provider}: dialogs`, () => {
    it('are blocked, take no text, and have options with keys of their own', () => {
      for (const screen of dialogs) {
        const { state, boxShown, dialog } = agent.readScreen(screen);
        expect([state, boxShown]).toEqual(['blocked', false]);
        const keys = dialog?.options.map((option) => option.key) ?? [];
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.length).toBeGreaterThan(0);
      }
    });

    it('name the keys for each option, and none for another', () => {
      for (const screen of dialogs) {
        const { dialog } = agent.readScreen(screen);
        if (dialog === null) throw new Error('no dialog was read');
        for (const option of dialog.options)
          expect(agent.answerKeys(dialog, option.key)?.length).toBeGreaterThan(0);
        expect(agent.answerKeys(dialog, 'row:99')).toBeNull();
      }
    });

    it('keep their fingerprint over a second look', () => {
      for (const screen of dialogs) {
        expect(agent.readScreen(screen).dialog?.fingerprint).toBe(
          agent.readScreen(screen).dialog?.fingerprint,
        );
      }
      const fingerprints = dialogs.map((screen) => agent.readScreen(screen).dialog?.fingerprint);
      expect(new Set(fingerprints).size).toBe(dialogs.length);
    });
  });
}

function exerciseDrafts(agent: Agent, samples: AgentSamples): void {
  describe(`${agent.provider}: drafts`, () => {
    it('are told from an empty box and from other texts', () => {
      for (const { screen, text } of samples.drafts) {
        expect(agent.readScreen(screen).draft).not.toBeNull();
        expect(agent.boxHolds(screen, text)).toBe(true);
        expect(agent.boxHolds(screen, `${text} and more\nlines\nof\ntext`)).toBe(false);
      }
      for (const screen of samples.idle) expect(agent.boxHolds(screen, 'anything')).toBe(false);
    });
  });
}

const hardTexts = [
  'plain',
  'two\nlines',
  'CR LF\r\nend',
  'esc \u001b[201~ inside',
  'tab\there',
  'trailing \n\n',
  '!ls',
  '/etc/hosts is a path',
  '/help',
  'look at @src/total.js',
  'ends in \\',
  '#hash',
  '-R',
  'semicolon;',
  'emoji 👩‍💻 日本',
  `${'x'.repeat(100_000)}`,
];

function exercisePrepare(agent: Agent): void {
  describe(`${agent.provider}: prepare`, () => {
    it.each(hardTexts.map((text) => [text.slice(0, 30), text]))(
      'makes %j safe or refuses it',
      (_name, text) => {
        const prepared = agent.prepare(text);
        if (!prepared.ok) {
          expect(prepared.reason).not.toBe('');
          return;
        }
        expect(prepared.text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
        // An agent that adds to what it gets says so too, although our text is as it was.
        if (prepared.text !== text) expect(prepared.adjusted).not.toEqual([]);
        expect(agent.prepare(prepared.text)).toMatchObject({ ok: true });
      },
    );

    it.each(['', '   ', '\n\n', '\u001b'])('refuses %j: nothing is left', (text) => {
      expect(agent.prepare(text).ok).toBe(false);
    });
  });
}

function exerciseSignals(agent: Agent): void {
  describe(`${agent.provider}: hooks, titles and reports`, () => {
    it('ignores what it does not know', () => {
      expect(agent.readTitle?.('') ?? null).toBeNull();
      expect(agent.readTitle?.('somebody@host: ~') ?? null).toBeNull();
      expect(agent.readOsc?.('state=idle:app=somebody-else') ?? null).toBeNull();
      expect(agent.readHook?.({ name: 'NobodyKnowsThis', payload: {}, at: 0 }) ?? null).toBeNull();
    });

    it.runIf(agent.readHook)('takes the proof of a delivery from its hook', () => {
      const names = ['UserPromptSubmit', 'BeforeAgent'];
      const readings = names.map((name) => agent.readHook?.({ name, payload: { prompt: 'a\nb' }, at: 5 }));
      expect(readings).toContainEqual(expect.objectContaining({ state: 'busy', submittedText: 'a\nb' }));
    });
  });
}

function stateOf(agent: Agent, screen: Screen): string {
  const readings = [
    { source: 'screen' as const, ...agent.readScreen(screen), at: 0 },
    ...[agent.readTitle?.(screen.title)].flatMap((reading) =>
      reading ? [{ source: 'title' as const, ...reading, at: 0 }] : [],
    ),
  ];
  return decide(readings).winner?.state ?? 'unknown';
}

function blank(screen: Screen | undefined): Screen {
  if (screen === undefined) throw new Error('no sample');
  return { ...screen, lines: screen.lines.map(() => ''), runs: screen.runs.map(() => []) };
}

/** The screen as it would look had only the rows down to `y` been drawn. */
function cutBelow(screen: Screen, y: number): Screen {
  const end = Math.min(y, lastTextRow(screen));
  const keep = <T>(rows: T[], empty: T): T[] => rows.map((row, i) => (i < end ? row : empty));
  return { ...screen, lines: keep(screen.lines, ''), runs: keep(screen.runs, []) };
}
