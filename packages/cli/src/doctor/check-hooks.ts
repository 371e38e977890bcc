import { type Session, sessionEndpoints } from '@architect/contracts/sessions';
import type { Server } from '../connect.ts';
import { type HookAgent, hookAgents } from '../hooks/hook-files.ts';
import { type HookStatus, hookStatus } from '../hooks/hook-status.ts';
import { placesOf } from '../hooks/places-of.ts';
import { type Finding, ok } from './finding.ts';

/** Our hooks in the settings of the agents that are here: for sessions that a person starts by hand. */
export async function checkHooks(env: Record<string, string | undefined>): Promise<Finding[]> {
  const all = await Promise.all(placesOf({}, env).map(hookStatus));
  return all.filter(({ version, state }) => version !== null || state !== 'not installed').map(judgeHooks);
}

const whyNeeded =
  'all its sessions tell less. This version takes the hooks of one session only where root alone can write';

function judgeHooks({ agent, state, path, last_event_at, needed_by_ours }: HookStatus): Finding {
  const subject = `${agent} hooks`;
  const remedy = `architect hooks install --agent ${agent}`;
  switch (state) {
    case 'installed':
      return ok(subject, `in ${path}${last_event_at ? `, last event ${last_event_at}` : ', no event yet'}`);
    case 'not installed':
      return needed_by_ours
        ? { subject, level: 'warning', detail: `not installed: ${whyNeeded}`, remedy }
        : { subject, level: 'absent', detail: 'not installed: sessions by hand tell less', remedy };
    case 'outdated':
      return { subject, level: 'warning', detail: `those in ${path} are of an older version`, remedy };
    case 'unreadable':
      return { subject, level: 'warning', detail: `${path} is not plain JSON`, remedy: `correct ${path}` };
  }
}

/** How the sessions that run now hear from their hooks: each one that does not is named, with the reason. */
export async function checkHookHealth(server: Server): Promise<Finding[]> {
  const subject = 'hook health';
  const { data } = await server.call(sessionEndpoints.listTmuxSessions);
  const sessions = data.filter(({ mode, provider }) => mode === 'terminal' && isHookAgent(provider));
  const sources = await Promise.all(sessions.map((session) => hookSource(server, session)));
  const deaf = sources.filter((source) => source !== null && !source.trusted);
  const healthy = sources.length - deaf.length;
  if (sessions.length === 0) return [ok(subject, 'no session runs an agent with hooks')];
  return [
    ...(healthy > 0 ? [ok(subject, `${healthy} of ${sources.length} sessions are heard`)] : []),
    ...deaf.map((source): Finding => {
      const { name, managed, note } = source ?? { name: '', managed: true, note: '' };
      const remedy = managed
        ? `architect sessions explain ${name}; its screen is read meanwhile`
        : 'architect hooks install, and start the agent anew';
      return { subject, level: 'warning', detail: `${name}: ${note}`, remedy };
    }),
  ];
}

function isHookAgent(provider: string): provider is HookAgent {
  return (hookAgents as readonly string[]).includes(provider);
}

/** Null when the session has ended meanwhile. */
async function hookSource(server: Server, { name, managed }: Session) {
  const explained = await server
    .call(sessionEndpoints.explainTmuxSession, { params: { name } })
    .catch(() => null);
  const source = explained?.data.sources.find((one) => one.source === 'hook');
  return source ? { name, managed, trusted: source.trusted, note: source.note } : null;
}
