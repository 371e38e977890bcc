import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A home directory and the whole environment of one CLI: nothing of the person who runs the tests gets in. */
export interface ScratchHome {
  home: string;
  project: string;
  env: Record<string, string>;
}

interface ScratchParts {
  /** Empty directory for home and project. */
  directory: string;
  /** Directory of the CLI's program. */
  binDir: string;
  /** Base URL of the stub model server. */
  stubUrl: string;
}

async function prepare(parts: ScratchParts): Promise<ScratchHome> {
  const home = join(parts.directory, 'home');
  const project = join(parts.directory, 'shop');
  await mkdir(home, { recursive: true });
  await mkdir(project, { recursive: true });
  await writeFile(join(project, 'README.md'), '# Shop\n');
  const path = [parts.binDir, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':');
  // A proxy of the machine must never see the loopback requests.
  const env = { HOME: home, PATH: path, LANG: 'C.UTF-8', SHELL: '/bin/bash', NO_PROXY: '127.0.0.1' };
  return { home, project, env };
}

/** Claude Code with onboarding, trust and the key's approval answered beforehand in `~/.claude.json`. */
export async function claudeHome(parts: ScratchParts): Promise<ScratchHome> {
  const scratch = await prepare(parts);
  const key = `fake-${randomBytes(24).toString('hex')}`;
  const answers = {
    hasCompletedOnboarding: true,
    theme: 'dark',
    customApiKeyResponses: { approved: [key.slice(-20)], rejected: [] },
    projects: { [scratch.project]: { hasTrustDialogAccepted: true, allowedTools: [] } },
  };
  await writeFile(join(scratch.home, '.claude.json'), JSON.stringify(answers), { mode: 0o600 });
  // Newer versions start in "auto mode", which decides permissions by itself: here a person is asked.
  const settings = { permissions: { defaultMode: 'default', disableAutoMode: 'disable' } };
  await mkdir(join(scratch.home, '.claude'));
  await writeFile(join(scratch.home, '.claude', 'settings.json'), JSON.stringify(settings), { mode: 0o600 });
  const env = {
    ...scratch.env,
    ANTHROPIC_BASE_URL: parts.stubUrl,
    ANTHROPIC_API_KEY: key,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_MAX_RETRIES: '2',
    DISABLE_AUTOUPDATER: '1',
  };
  return { ...scratch, env };
}

/** Codex with the stub as its model provider and the project trusted, in `~/.codex/config.toml`. */
export async function codexHome(parts: ScratchParts): Promise<ScratchHome> {
  const scratch = await prepare(parts);
  const config = [
    'model = "gpt-5.4"',
    'model_provider = "stub"',
    'approval_policy = "on-request"',
    'sandbox_mode = "workspace-write"',
    'check_for_update_on_startup = false',
    '[model_providers.stub]',
    'name = "stub"',
    `base_url = "${parts.stubUrl}/v1"`,
    'wire_api = "responses"',
    'env_key = "STUB_KEY"',
    'request_max_retries = 1',
    'stream_max_retries = 1',
    `[projects.${JSON.stringify(scratch.project)}]`,
    'trust_level = "trusted"',
    '',
  ];
  await mkdir(join(scratch.home, '.codex'), { recursive: true });
  await writeFile(join(scratch.home, '.codex', 'config.toml'), config.join('\n'), { mode: 0o600 });
  return { ...scratch, env: { ...scratch.env, STUB_KEY: randomBytes(24).toString('hex') } };
}
