import { ticket } from '../stubs/tracker-server.ts';
import { done } from './claude-answers.ts';
import { addTracker, how } from './claude-rare-scenes.ts';
import { clearsBox, scene } from './claude-scene.ts';
import { compactScene } from './common-scenes.ts';
import type { Run, Scene, Stage } from './scene.ts';
import { call, fail, hang, prose, say } from './words.ts';

/** The conversation is summed up, because a person wants it or because it has grown too long. */
const compaction: Scene[] = [
  compactScene(how, '/compact'),
  scene('auto-compact', async (stage) => {
    await stage.asks('read everything', [[{ kind: 'context', tokens: 166_000 }, say(prose)]]);
    await stage.rests();
    await stage.shoots({ label: 'idle-context-low', state: 'idle' });
    await stage.asks('read the rest', [[{ kind: 'context', tokens: 196_000 }, say(prose)]]);
    await stage.rests();
    await stage.asks('go on with it', [[say('I go on.'), hang]]);
    await stage.settles();
    await stage.shoots({ label: 'busy-auto-compacting', state: 'busy' });
    await stage.sees(/I go on/, 60_000);
    await stage.shoots({ label: 'busy-after-auto-compact', state: 'busy' });
    await stage.stops();
  }),
];

const surveySeen = /How is Claude doing/;

/** Lines above the box that take a digit, while the box takes a prompt. */
const survey: Scene[] = [
  scene('survey', async (stage) => {
    await asksUntil(stage, surveySeen);
    await stage.shoots({ label: 'idle-survey', state: 'idle' });
    await stage.type('look at 2 of the totals');
    await stage.shoots({ label: 'idle-survey-draft', state: 'idle' });
    await clearsBox(stage);
  }),
  scene('survey-after-limit', async (stage) => {
    await stage.asks('fail for credit', [
      [fail(400, 'Your credit balance is too low to access the Anthropic API.')],
    ]);
    await stage.gaveUp();
    await stage.shoots({ label: 'survey-after-error', state: 'error' });
  }),
];

async function asksUntil(stage: Stage, text: RegExp): Promise<void> {
  for (let turn = 1; turn <= 7 && !(await stage.shows(text)); turn += 1) {
    await stage.asks(`tell me of part ${turn}`, [[say(prose)]]);
    await stage.rests();
  }
  await stage.sees(text, 1000);
}

const elicitation: Scene[] = [
  scene('elicitation', async (stage) => {
    await stage.asks('make a ticket and choose', [[call('mcp__tracker__choose_queue', ticket)], done]);
    await stage.waits();
    await stage.choose(/^yes$/i);
    await stage.sees(/which queue/i);
    await stage.settles();
    await stage.shoots({ label: 'question-elicitation', state: 'question' });
    await stage.stops();
    await stage.rests();
    await stage.shoots({ label: 'idle-after-elicitation', state: 'idle' });
  }),
];

/** Whatever would leave the machine meets a closed port. */
const shut = 'http://127.0.0.1:9';

/** What comes up without anybody's command. */
export const unaskedRuns = (main: (name: string, scenes: Scene[]) => Run): Run[] => [
  { ...main('compaction', compaction), env: { ANTHROPIC_MODEL: 'claude-sonnet-4-5' } },
  {
    ...main('survey', survey),
    env: {
      ...{ CLAUDE_FORCE_DISPLAY_SURVEY: '1', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '' },
      ...{ HTTPS_PROXY: shut, HTTP_PROXY: shut },
    },
  },
  { ...main('elicitation', elicitation), prepare: addTracker },
];
