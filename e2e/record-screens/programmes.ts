import type { CliName } from '../real-clis/cli-packages.ts';
import { claudeProgramme } from './claude-programme.ts';
import { codexProgramme } from './codex-programme.ts';
import { geminiProgramme } from './gemini-programme.ts';
import { opencodeProgramme } from './opencode-programme.ts';
import { qwenProgramme } from './qwen-programme.ts';
import type { Programme } from './scene.ts';

/** Every CLI that can be recorded. */
export const programmes: Record<string, { name: CliName; programme: Programme }> = {
  claude: { name: 'claude', programme: claudeProgramme },
  codex: { name: 'codex', programme: codexProgramme },
  gemini: { name: 'gemini', programme: geminiProgramme },
  opencode: { name: 'opencode', programme: opencodeProgramme },
  qwen: { name: 'qwen', programme: qwenProgramme },
};
