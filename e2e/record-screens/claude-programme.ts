import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claudeHome } from '../real-clis/scratch-home.ts';
import { anthropicStub } from '../stubs/anthropic-stub.ts';
import { overlayScenes } from './claude-overlays.ts';
import { addTracker, how, probeAsks, rareScenes, settings } from './claude-rare-scenes.ts';
import { answerScenes, decisionScenes, draftScenes, permissionScenes } from './claude-scenes.ts';
import { unaskedRuns } from './claude-unasked-scenes.ts';
import { failureScenes, planScenes, workScenes } from './claude-work-scenes.ts';
import { probeScenes } from './probe-scenes.ts';
import type { Programme, Run, Scene, Stage } from './scene.ts';
import { fail, hang, say } from './words.ts';

const scene = (name: string, play: (stage: Stage) => Promise<void>): Scene => ({ name, play });
const boxShown = (stage: Stage) => stage.sees(/─{20} [❯>] /u, 60_000).then(() => stage.settles());
const rest = (stage: Stage) => stage.rests();

const main = (name: string, scenes: Scene[]): Run => ({
  name,
  prepare: async ({ project }) => {
    const cell = {
      cell_type: 'code',
      id: 'c1',
      metadata: {},
      outputs: [],
      execution_count: null,
      source: 'print(1)',
    };
    await writeFile(
      join(project, 'a.ipynb'),
      JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }),
    );
    await mkdir(join(project, '.claude', 'skills', 'greet'), { recursive: true });
    await writeFile(
      join(project, '.claude', 'skills', 'greet', 'SKILL.md'),
      '---\nname: greet\ndescription: greets\n---\nGreet.\n',
    );
  },
  opens: boxShown,
  tidies: rest,
  scenes,
});

/** Pages before the first input box; each is left by its row that goes on. */
const pages: [RegExp, string, 'onboarding' | 'trust', RegExp | null][] = [
  [/text style/i, 'onboarding-theme', 'onboarding', null],
  [/use this api key/i, 'api-key-dialog', 'onboarding', /^yes/i],
  [/login method/i, 'login-picker', 'onboarding', null],
  [/security notes/i, 'onboarding-security', 'onboarding', null],
  [/terminal setup|terminal's setup/i, 'onboarding-terminal', 'onboarding', /^no/i],
  [/(safety check|do you trust|accessing workspace)/i, 'trust-dialog', 'trust', /^yes/i],
  [/new MCP server/i, 'mcp-trust', 'trust', /^use this|^yes/i],
];

async function walksThrough(stage: Stage): Promise<void> {
  for (let page = 0; page < 10; page += 1) {
    await stage.sees(/❯|>|press enter|\$\s*$/iu, 60_000);
    await stage.settles(1500);
    if (await stage.shows(/\$\s*$/)) {
      await stage.shoots({
        label: 'onboarding-no-network',
        state: 'shell',
        detail: 'no way to the service: it ends',
      });
      return;
    }
    const found = [];
    for (const one of pages) if (await stage.shows(one[0])) found.push(one);
    const last = found.at(-1);
    if (last === undefined || (await stage.shows(/─{20} [❯>] .*\? for shortcuts/u))) break;
    const [, label, state, row] = last;
    await stage.shoots({ label, state });
    if (row === null) await stage.press('Enter');
    else await stage.choose(row);
    await stage.settles();
  }
  await stage.shoots({ label: 'idle-first-ever', state: 'idle' });
}

const unifiedLimit = (claim: 'five_hour' | 'seven_day') => {
  const reset = String(Math.floor(Date.now() / 1000) + (claim === 'five_hour' ? 2 : 72) * 3600);
  const short = claim === 'five_hour' ? '5h' : '7d';
  const prefix = 'anthropic-ratelimit-unified';
  return fail(429, "This request would exceed your account's rate limit.", {
    headers: {
      [`${prefix}-status`]: 'rejected',
      [`${prefix}-reset`]: reset,
      [`${prefix}-representative-claim`]: claim,
      [`${prefix}-overage-status`]: 'rejected',
      [`${prefix}-overage-disabled-reason`]: 'org_level_disabled',
      [`${prefix}-${short}-status`]: 'rejected',
      [`${prefix}-${short}-utilization`]: '1.0',
      [`${prefix}-${short}-reset`]: reset,
    },
  });
};

const limitScenes: Scene[] = [
  scene('weekly-limit', async (stage) => {
    await stage.asks('meet the weekly limit', [[unifiedLimit('seven_day')]]);
    await stage.refused(1);
    await stage.sees(/limit/i);
    await stage.rests();
    await stage.shoots({
      label: 'weekly-limit',
      state: 'rate_limited',
      overlay: !(await stage.shows(/─{20} [❯>] /u)),
    });
    await stage.press('Escape');
    await stage.settles();
  }),
  scene('session-limit', async (stage) => {
    await stage.asks('meet the session limit', [[unifiedLimit('five_hour')]]);
    await stage.refused(2);
    await stage.rests();
    await stage.shoots({
      label: 'session-limit',
      state: 'rate_limited',
      overlay: !(await stage.shows(/─{20} [❯>] /u)),
    });
    await stage.press('Escape');
    await stage.settles();
    await stage.shoots({ label: 'session-limit-after-esc', state: 'rate_limited' });
  }),
];

const ends: Run[] = [
  {
    ...main('quit', []),
    scenes: [
      scene('exit', async (stage) => {
        await stage.asks('say hello', [[say('Hello.')]]);
        await stage.rests();
        await stage.press('C-c');
        await stage.shoots({ label: 'ctrl-c-once', state: 'idle' });
        await stage.loses(/again to exit/i);
        await stage.type('/exit');
        await stage.press('Enter');
        await stage.sees(/\$ $/);
        await stage.settles();
        await stage.shoots({ label: 'exited-to-shell', state: 'shell' });
      }),
    ],
  },
  {
    ...main('kill', []),
    scenes: [
      scene('kill', async (stage) => {
        await stage.asks('work until you are killed', [[say('I work.'), hang]]);
        await stage.sees(/I work/);
        await stage.kills();
        await stage.sees(/killed/i);
        await stage.settles();
        await stage.shoots({ label: 'killed', state: 'shell' });
      }),
    ],
  },
];

/** Claude Code against a stub of the Messages API. */
export const claudeProgramme: Programme = {
  tool: 'claude-code',
  protocol: anthropicStub,
  home: claudeHome,
  runs: () => [
    {
      name: 'first-start',
      prepare: ({ home }) => writeFile(join(home, '.claude.json'), '{}'),
      scenes: [scene('onboarding', walksThrough)],
    },
    {
      name: 'new-folder',
      env: { ANTHROPIC_API_KEY: 'fake-key-of-a-recording-0000000000' },
      prepare: async ({ home, project }) => {
        await writeFile(
          join(home, '.claude.json'),
          JSON.stringify({ hasCompletedOnboarding: true, theme: 'dark' }),
        );
        await writeFile(
          join(project, '.mcp.json'),
          JSON.stringify({ mcpServers: { tracker: { command: 'true' } } }),
        );
      },
      scenes: [scene('trust', walksThrough)],
    },
    main('drafts', draftScenes),
    main('answers', answerScenes),
    main('permissions', permissionScenes),
    main('decisions', decisionScenes),
    main('work', workScenes),
    main('plans', planScenes),
    main('failures', failureScenes),
    main('overlays', overlayScenes),
    { ...main('rare', rareScenes), prepare: addTracker },
    ...unaskedRuns(main),
    ...settings.map(({ name, ...setting }) => ({
      ...main(`set-${name}`, probeScenes(name, how, probeAsks)),
      ...setting,
    })),
    {
      ...main('set-bypass', []),
      opens: undefined,
      args: ['--dangerously-skip-permissions'],
      // It refuses to run as root elsewhere.
      env: { IS_SANDBOX: '1' },
      scenes: [
        scene('bypass', async (stage) => {
          await stage.sees(/bypass permissions/i, 60_000);
          await stage.settles();
          if (await stage.shows(/yes, i accept/i)) {
            await stage.shoots({ label: 'bypass-warning', state: 'trust' });
            await stage.choose(/^yes, i accept/i);
          }
          await boxShown(stage);
          await stage.shoots({ label: 'bypass-idle', state: 'idle' });
          await stage.asks('work for long', [[say('I work.'), hang]]);
          await stage.sees(/I work/);
          await stage.shoots({ label: 'bypass-busy', state: 'busy' });
        }),
      ],
    },
    {
      ...main('limits', limitScenes),
      env: { ANTHROPIC_API_KEY: '', CLAUDE_CODE_OAUTH_TOKEN: 'fake-token-of-a-recording' },
    },
    ...ends,
  ],
};
