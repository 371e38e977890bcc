import { execFile } from 'node:child_process';
import { provenOnlyUpTo } from '@architect/node/agents/recorded-rules';
import { blocks, type Finding, ok } from './finding.ts';

const timeoutMs = 10_000;

/** Agent programs, how to get their version, and where they come from. */
const agents = [
  { program: 'claude', install: 'npm install -g @anthropic-ai/claude-code' },
  { program: 'codex', install: 'npm install -g @openai/codex' },
  { program: 'gemini', install: 'npm install -g @google/gemini-cli' },
  { program: 'opencode', install: 'npm install -g opencode-ai' },
  { program: 'qwen', install: 'npm install -g @qwen-code/qwen-code' },
  { program: 'ollama', install: 'see ollama.com' },
];

/** tmux, git and agent programs. At least one agent is useful, none is needed: `architect chat` is built in. */
export async function checkPrograms(env: Record<string, string | undefined>): Promise<Finding[]> {
  const [tmux, git, ...found] = await Promise.all([
    versionOf('tmux', '-V', env),
    versionOf('git', '--version', env),
    ...agents.map(({ program }) => versionOf(program, '--version', env)),
  ]);
  return [
    judgeTmux(tmux ?? null),
    git ? ok('git', git) : blocks('git', 'not found', 'install it, on Debian: apt-get install git'),
    ...agents.map(({ program, install }, index): Finding => {
      const version = found[index];
      if (version) return judgeAgent(program, version);
      return { subject: program, level: 'absent', detail: 'not installed', remedy: install };
    }),
  ];
}

/** A newer version than was ever recorded may draw what no rule knows: such screens are `unknown`, and nothing is typed. */
function judgeAgent(program: string, version: string): Finding {
  const newest = provenOnlyUpTo(program, version);
  if (newest === null) return ok(program, version);
  const own = /\d+\.\d+\.\d+/.exec(version)?.[0];
  return {
    subject: program,
    level: 'warning',
    detail: `${version}: its screens are proven up to ${newest}`,
    remedy: `architect agents record-screens --agent ${program} --version ${own} tries them; what is not understood is never typed into`,
  };
}

/** Judges the output of `tmux -V`; null = there is no tmux. */
export function judgeTmux(output: string | null): Finding {
  if (output === null) return blocks('tmux', 'not found', 'install it, on Debian: apt-get install tmux');
  const version = /(\d+)\.(\d+)([a-z]?)/.exec(output);
  // `tmux master` and `tmux next-3.6` are built from source: newer than any release.
  if (!version) return ok('tmux', output);
  const number = Number(version[1]) * 100 + Number(version[2]);
  if (number < 302) return blocks('tmux', `${output} is too old`, 'tmux 3.2 or newer is needed');
  if (number <= 303) {
    const detail = `${output}: its server can crash when clients attach while sessions are created; this program avoids that`;
    return {
      subject: 'tmux',
      level: 'warning',
      detail,
      remedy: 'tmux 3.4 or newer is better when you can have it',
    };
  }
  return ok('tmux', output);
}

/** First line of what a program says about itself; null when it is not there or does not answer in time. */
export function versionOf(
  program: string,
  flag: string,
  env: Record<string, string | undefined>,
): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, [flag], { env, timeout: timeoutMs }, (error, stdout) => {
      const line = stdout.split('\n')[0]?.trim() ?? '';
      resolve(error && line === '' ? null : line || 'version unknown');
    });
  });
}
