import { sessionTier } from '@architect/contracts/sessions';
import type { NewSession } from '../../lib/sessions.ts';
import type { NewAgent } from './use-agents.ts';

/** What a person fills in for a new session. */
export interface SessionForm {
  name: string;
  /** Null: a plain shell. */
  provider: string | null;
  /** `headless`: an agent without a terminal. */
  mode: 'terminal' | 'headless';
  /** `worktree`: a work tree of a repository, with a branch of its own. */
  place: 'directory' | 'worktree';
  workingDir: string;
  repository: string;
  base: string;
  command: string;
  rolePrompt: string;
  role: string;
  /** Empty: none. */
  tier: string;
  /** Headless only: minutes without work after which it ends; empty: never. */
  endWhenIdle: number | '';
  /** Headless only: lines of NAME=value. */
  environment: string;
}

export const emptySessionForm: SessionForm = {
  ...{ name: '', provider: 'claude', mode: 'terminal', place: 'directory', workingDir: '' },
  ...{ repository: '', base: '', command: '', rolePrompt: '' },
  ...{ role: '', tier: '', endWhenIdle: '', environment: '' },
};

export const sessionChecks = {
  name: (name: string) =>
    /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name)
      ? null
      : 'Letters, digits, - and _; begins with a letter or digit.',
  repository: (path: string, { provider, mode, place }: SessionForm) =>
    provider !== null && mode === 'terminal' && place === 'worktree' && path.trim() === ''
      ? 'Where is the git repository, on the machine of the agent?'
      : null,
  workingDir: (path: string, form: SessionForm) => {
    if (path === '' && isHeadless(form)) return 'Where does it work, on the machine of the agent?';
    return path === '' || path.startsWith('/') ? null : 'Begins with /.';
  },
  environment: (lines: string, form: SessionForm) => {
    const wrong = isHeadless(form) && linesOf(lines).find((line) => !/^[A-Za-z_]\w*=/.test(line));
    return wrong ? `Not NAME=value: ${wrong}` : null;
  },
};

export function isHeadless({ provider, mode }: SessionForm): boolean {
  return provider !== null && mode === 'headless';
}

export type SessionWish = { kind: 'agent'; body: NewAgent } | { kind: 'shell'; body: NewSession };

/** What is asked of the server; empty fields are left out. */
export function wishOf(form: SessionForm, force: boolean): SessionWish {
  const { name, command } = form;
  const ofCommand = command ? { command } : {};
  const ofDirectory = form.workingDir ? { working_dir: form.workingDir } : {};
  const labels = labelsOf(form);
  if (form.provider === null)
    return { kind: 'shell', body: { name, ...ofDirectory, ...ofCommand, ...labels } };
  if (isHeadless(form)) {
    const { provider, endWhenIdle } = form;
    const ends = endWhenIdle === '' ? {} : { end_when_idle_minutes: endWhenIdle };
    const mode = 'headless' as const;
    const env = environmentOf(form.environment);
    return { kind: 'shell', body: { name, provider, mode, ...ofDirectory, ...labels, ...ends, ...env } };
  }
  const place =
    form.place === 'worktree'
      ? { repository: form.repository.trim(), ...(form.base ? { base: form.base } : {}) }
      : ofDirectory;
  const body = {
    ...{ name, provider: form.provider, ...place, ...ofCommand, ...labels },
    ...(form.rolePrompt.trim() ? { role_prompt: form.rolePrompt } : {}),
    ...(force ? { force } : {}),
  };
  return { kind: 'agent', body };
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

function environmentOf(text: string): Pick<NewSession, 'env'> {
  const pairs = linesOf(text).map((line) => [
    line.slice(0, line.indexOf('=')),
    line.slice(line.indexOf('=') + 1),
  ]);
  return pairs.length === 0 ? {} : { env: Object.fromEntries(pairs) };
}

function labelsOf(form: SessionForm): Pick<NewAgent, 'role' | 'tier'> {
  const tier = sessionTier.safeParse(form.tier).data;
  const role = form.role.trim();
  return { ...(role ? { role } : {}), ...(tier ? { tier } : {}) };
}
