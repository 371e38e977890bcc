import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A home directory and the whole environment of one CLI: nothing of the person who runs the tests gets in. */
export interface ScratchHome {
  home: string;
  project: string;
  env: Record<string, string>;
}

export interface ScratchParts {
  /** Empty directory for home and project. */
  directory: string;
  /** Directory of the CLI's program. */
  binDir: string;
  /** Base URL of the stub model server. */
  stubUrl: string;
  /** Codex asks before it changes a file only where its sandbox is read-only. */
  readOnly?: boolean;
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
  await writePrivate(join(scratch.home, '.claude.json'), answers);
  // Newer versions start in "auto mode", which decides permissions by itself: here a person is asked.
  const settings = { permissions: { defaultMode: 'default', disableAutoMode: 'disable' } };
  await writePrivate(join(scratch.home, '.claude', 'settings.json'), settings);
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
    `sandbox_mode = "${parts.readOnly ? 'read-only' : 'workspace-write'}"`,
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

/** Gemini CLI with the key chosen as its login and the project trusted, in `~/.gemini`. */
export async function geminiHome(parts: ScratchParts): Promise<ScratchHome> {
  const scratch = await prepare(parts);
  const settings = {
    security: { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: true } },
    general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
    privacy: { usageStatisticsEnabled: false },
    ui: { hideTips: true },
  };
  await writePrivate(join(scratch.home, '.gemini', 'settings.json'), settings);
  await writePrivate(join(scratch.home, '.gemini', 'trustedFolders.json'), {
    [scratch.project]: 'TRUST_FOLDER',
  });
  const key = randomBytes(24).toString('hex');
  return {
    ...scratch,
    env: { ...scratch.env, GEMINI_API_KEY: key, GOOGLE_GEMINI_BASE_URL: parts.stubUrl },
  };
}

/** opencode with the stub as its only provider and a question before each kind of tool, in its own configuration. */
export async function opencodeHome(parts: ScratchParts): Promise<ScratchHome> {
  const scratch = await prepare(parts);
  const model = { name: 'stub', tool_call: true, limit: { context: 1_000_000, output: 8000 } };
  const config = {
    autoupdate: false,
    share: 'disabled',
    model: 'stub/stub',
    small_model: 'stub/stub',
    enabled_providers: ['stub'],
    provider: {
      stub: {
        npm: '@ai-sdk/openai-compatible',
        name: 'Stub',
        options: { baseURL: `${parts.stubUrl}/v1`, apiKey: randomBytes(24).toString('hex') },
        models: { stub: model },
      },
    },
    permission: { bash: 'ask', edit: 'ask', webfetch: 'ask', external_directory: 'ask' },
  };
  await writePrivate(join(scratch.home, '.config', 'opencode', 'opencode.json'), config);
  const env = {
    ...scratch.env,
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
  };
  return { ...scratch, env };
}

/** Qwen Code with the stub as its OpenAI-like server; its "auto mode" would decide permissions by itself. */
export async function qwenHome(parts: ScratchParts): Promise<ScratchHome> {
  const scratch = await prepare(parts);
  const settings = {
    security: { auth: { selectedType: 'openai' } },
    general: { enableAutoUpdate: false, disableAutoUpdate: true },
    privacy: { usageStatisticsEnabled: false },
    // Its guess of the next prompt is typed by an Enter that comes late: on a loaded machine that holds up the session.
    ui: { hideTips: true, enableFollowupSuggestions: false },
    tools: { approvalMode: 'default' },
  };
  await writePrivate(join(scratch.home, '.qwen', 'settings.json'), settings);
  const env = {
    ...scratch.env,
    OPENAI_API_KEY: randomBytes(24).toString('hex'),
    OPENAI_BASE_URL: `${parts.stubUrl}/v1`,
    OPENAI_MODEL: 'stub',
  };
  return { ...scratch, env };
}

async function writePrivate(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(value, null, 2), { mode: 0o600 });
}
