import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installTracker } from '../stubs/tracker-server.ts';
import type { CliName } from './cli-packages.ts';
import type { ScratchHome } from './scratch-home.ts';

type Json = Record<string, unknown>;

/** Puts the MCP server of `installTracker` into the settings of a prepared home: one more thing that the CLI asks for. */
export const addTools: Record<CliName, (scratch: ScratchHome) => Promise<void>> = {
  claude: addToSettings('.claude.json'),
  gemini: addToSettings('.gemini/settings.json'),
  qwen: addToSettings('.qwen/settings.json'),
  async opencode({ home, project }) {
    const command = await installTracker(project);
    await changeJson(join(home, '.config/opencode/opencode.json'), (config) => ({
      ...config,
      mcp: { tracker: { type: 'local', command, enabled: true } },
      permission: { ...(config.permission as Json), 'tracker_*': 'ask' },
    }));
  },
  /** And a model that is offered `apply_patch`: Codex 0.169 gives one that it does not know nothing to edit with. */
  async codex({ home, project }) {
    const [command, ...args] = await installTracker(project);
    const file = join(home, '.codex', 'config.toml');
    const config = (await readFile(file, 'utf8')).replace('"gpt-5.4"', '"gpt-6.1-sol"');
    const server = `[mcp_servers.tracker]\ncommand = "${command}"\nargs = ${JSON.stringify(args)}\n`;
    await writeFile(file, `${config}${server}`);
  },
};

function addToSettings(file: string) {
  return async ({ home, project }: ScratchHome): Promise<void> => {
    const [command, ...args] = await installTracker(project);
    await changeJson(join(home, file), (settings) => ({
      ...settings,
      mcpServers: { tracker: { command, args } },
    }));
  };
}

async function changeJson(file: string, change: (settings: Json) => Json): Promise<void> {
  // The home's own file, written a moment ago as an object.
  const settings = JSON.parse(await readFile(file, 'utf8')) as Json;
  await writeFile(file, JSON.stringify(change(settings)));
}
