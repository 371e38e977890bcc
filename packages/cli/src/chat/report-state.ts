/** States of the built-in agent. After a turn it stays `done` until the next prompt; `error` becomes `idle` after a while. */
export type AgentState = 'idle' | 'working' | 'blocked' | 'done' | 'error';

const titleWords: Record<AgentState, string> = {
  idle: 'idle',
  working: 'busy',
  blocked: 'asking',
  done: 'idle',
  error: 'idle',
};

/** Title (OSC 2) and state report (OSC 7501, the form Codex uses) as one string. */
export function stateBytes(state: AgentState, provider: string): string {
  const kind = state === 'blocked' ? ':kind=permission' : '';
  return `\u001b]2;architect-chat · ${provider} · ${titleWords[state]}\u0007\u001b]7501;state=${state}:app=architect${kind}\u0007`;
}
