import { sessionTier } from '@architect/contracts/sessions';
import type { NewSession } from '../../lib/sessions.ts';
import type { NewAgent } from './use-agents.ts';

/** What a person fills in for a new session. */
export interface SessionForm {
  name: string;
  /** Null: a plain shell. */
  provider: string | null;
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
}

export const emptySessionForm: SessionForm = {
  ...{ name: '', provider: 'claude', place: 'directory', workingDir: '' },
  ...{ repository: '', base: '', command: '', rolePrompt: '' },
  ...{ role: '', tier: '' },
};

export const sessionChecks = {
  name: (name: string) =>
    /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name)
      ? null
      : 'Letters, digits, - and _; begins with a letter or digit.',
  repository: (path: string, { provider, place }: SessionForm) =>
    provider !== null && place === 'worktree' && path.trim() === ''
      ? 'Where is the git repository, on the machine of the agent?'
      : null,
  workingDir: (path: string) => (path === '' || path.startsWith('/') ? null : 'Begins with /.'),
};

export type SessionWish = { kind: 'agent'; body: NewAgent } | { kind: 'shell'; body: NewSession };

/** What is asked of the server; empty fields are left out. */
export function wishOf(form: SessionForm, force: boolean): SessionWish {
  const { name, command } = form;
  const ofCommand = command ? { command } : {};
  const ofDirectory = form.workingDir ? { working_dir: form.workingDir } : {};
  const labels = labelsOf(form);
  if (form.provider === null)
    return { kind: 'shell', body: { name, ...ofDirectory, ...ofCommand, ...labels } };
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

function labelsOf(form: SessionForm): Pick<NewAgent, 'role' | 'tier'> {
  const tier = sessionTier.safeParse(form.tier).data;
  const role = form.role.trim();
  return { ...(role ? { role } : {}), ...(tier ? { tier } : {}) };
}
