import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codexHome, type ScratchHome } from '../real-clis/scratch-home.ts';
import { openaiStub } from '../stubs/openai-stub.ts';
import { installTracker } from '../stubs/tracker-server.ts';
import {
  answerScenes,
  compaction,
  decisionScenes,
  draftScenes,
  editScenes,
  failureScenes,
  how,
  mcpScenes,
  overlayScenes,
  permissionScenes,
  planScenes,
  probeAsks,
} from './codex-scenes.ts';
import { probeScenes } from './probe-scenes.ts';
import type { Programme, Run, Scene, Stage } from './scene.ts';
import { hang, say } from './words.ts';

const scene = (name: string, play: (stage: Stage) => Promise<void>): Scene => ({ name, play });

const isNewer = (version: string) => Number(version.split('.')[1]) >= 160;
/** Newer versions run the work in a daemon that outlives the pane unless they are told otherwise. */
const args = (version: string) => (isNewer(version) ? ['--no-daemon'] : []);

async function composerShown(stage: Stage): Promise<void> {
  await stage.sees(/›/u, 60_000);
  for (let page = 0; page < 3; page += 1) {
    await stage.settles(1500);
    if (!(await stage.shows(/(press enter to|enter to (confirm|continue)|enter (confirm|continue))/i)))
      return;
    if (await stage.shows(/use existing model/i)) await stage.choose(/^use existing/i);
    else await stage.press('Escape');
  }
}

/** A newer version was found not long ago: nobody is asked again. */
async function offerUpdate({ home }: ScratchHome): Promise<void> {
  const directory = join(home, '.codex');
  const config = await readFile(join(directory, 'config.toml'), 'utf8');
  await writeFile(join(directory, 'config.toml'), config.replace(/^check_for_update_on_startup.*$/m, ''));
  const found = {
    latest_version: '99.0.0',
    last_checked_at: new Date().toISOString(),
    dismissed_version: null,
  };
  await writeFile(join(directory, 'version.json'), JSON.stringify(found));
}

/** Every edit asks. Newer versions offer a model that they do not know nothing to edit with. */
const readOnly =
  (version: string) =>
  async ({ home }: ScratchHome): Promise<void> => {
    const file = join(home, '.codex', 'config.toml');
    const config = (await readFile(file, 'utf8')).replace('"workspace-write"', '"read-only"');
    await writeFile(file, isNewer(version) ? config.replace('"gpt-5.4"', '"gpt-6.1-sol"') : config);
  };

async function pages(stage: Stage): Promise<void> {
  for (let page = 0; page < 6; page += 1) {
    await stage.sees(/›|press enter|enter (confirm|continue)/iu, 60_000);
    await stage.settles(1500);
    if (await stage.shows(/trust/i)) await stage.shoots({ label: 'trust-dialog', state: 'trust' });
    else if (await stage.shows(/sign in with/i)) {
      await stage.shoots({ label: 'login-picker', state: 'onboarding' });
      return;
    } else if (await stage.shows(/(press enter to|enter to (confirm|continue)|enter (confirm|continue))/i))
      await stage.shoots({ label: 'onboarding-page', state: 'onboarding' });
    else break;
    await stage.press('Enter');
    await stage.settles();
  }
  await stage.shoots({ label: 'idle-first-ever', state: 'idle' });
}

async function addTracker({ home, project }: ScratchHome): Promise<void> {
  const file = join(home, '.codex', 'config.toml');
  const [command, ...words] = await installTracker(project);
  const server = `[mcp_servers.tracker]\ncommand = "${command}"\nargs = ${JSON.stringify(words)}\n`;
  await writeFile(file, `${await readFile(file, 'utf8')}${server}`);
}

/** Settings that change how the screen is drawn: words behind the program, and environment. */
const settings: [string, string[], Record<string, string>][] = [
  ['plain', [], { NO_COLOR: '1' }],
  ['inline', ['--no-alt-screen'], { COLORFGBG: '0;15' }],
  ['trusting', ['--ask-for-approval', 'never', '--sandbox', 'danger-full-access'], {}],
];

/** Codex against a stub of the Responses API. */
export const codexProgramme: Programme = {
  tool: 'codex',
  protocol: openaiStub,
  home: codexHome,
  runs: (version) => {
    const main = (name: string, scenes: Scene[]): Run => ({
      ...{ name, scenes, args: args(version) },
      opens: composerShown,
      tidies: (stage) => stage.settles(),
    });
    return [
      {
        name: 'new-folder',
        args: args(version),
        prepare: async ({ home }) => {
          const file = join(home, '.codex', 'config.toml');
          await writeFile(file, (await readFile(file, 'utf8')).replace(/\[projects[\s\S]*$/, ''));
        },
        scenes: [scene('trust', pages)],
      },
      {
        name: 'sign-in',
        args: args(version),
        prepare: ({ home }) =>
          writeFile(join(home, '.codex', 'config.toml'), 'check_for_update_on_startup = false\n'),
        scenes: [scene('login', pages)],
      },
      {
        name: 'update',
        args: args(version),
        prepare: offerUpdate,
        scenes: [
          scene('update', async (stage) => {
            await stage.sees(/update available/i, 60_000);
            await stage.settles();
            await stage.shoots({ label: 'update-dialog', state: 'onboarding' });
          }),
        ],
      },
      main('drafts', draftScenes),
      main('answers', answerScenes),
      main('permissions', permissionScenes),
      { ...main('edits', editScenes), prepare: readOnly(version) },
      main('decisions', decisionScenes),
      main('plans', planScenes),
      main('compaction', compaction),
      main('failures', failureScenes),
      main('overlays', overlayScenes),
      { ...main('mcp', mcpScenes), prepare: addTracker },
      ...settings.map(([name, words, env]) => ({
        ...main(`set-${name}`, probeScenes(name, how, probeAsks)),
        args: [...args(version), ...words],
        env,
      })),
      { ...main('inline', answerScenes.slice(0, 3)), args: [...args(version), '--no-alt-screen'] },
      {
        ...main('kill', []),
        scenes: [
          scene('kill', async (stage) => {
            await stage.asks('work until you are killed', [[say('I work.'), hang]]);
            await stage.sees(/Working|I work/);
            await stage.kills();
            await stage.sees(/killed/i);
            await stage.settles();
            await stage.shoots({ label: 'killed', state: 'shell' });
          }),
        ],
      },
      {
        ...main('quit', []),
        scenes: [
          scene('quit', async (stage) => {
            await stage.asks('say hello', [[say('Hello.')]]);
            await stage.rests();
            await stage.press('C-c');
            await stage.settles();
            if (await stage.shows(/again to (quit|exit)/i)) {
              await stage.shoots({ label: 'ctrl-c-once', state: 'idle' });
              await stage.press('C-c', 'C-c');
            }
            await stage.sees(/\$\s*$/);
            await stage.settles();
            await stage.shoots({ label: 'exited-to-shell', state: 'shell' });
          }),
        ],
      },
    ];
  },
};
