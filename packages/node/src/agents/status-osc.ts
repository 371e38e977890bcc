import type { StateReading } from './agent.ts';

const oscStates: Record<string, StateReading['state']> = {
  idle: 'idle',
  done: 'idle',
  working: 'busy',
  blocked: 'blocked',
  error: 'error',
};

/**
 * Payload of OSC 7501: `state=working:app=codex`, `state=blocked:app=codex:kind=permission`. `clear` takes the state
 * back. Codex says `done` in "Implement this plan?", so a dialog on the screen outranks it. Null for another program's.
 */
export function readStatusOsc(payload: string, app: string): StateReading | null {
  const fields = new Map(
    payload.split(':').map((field): [string, string] => {
      const [name = '', value = ''] = field.split('=', 2);
      return [name.trim(), value.trim()];
    }),
  );
  if (fields.get('app') !== app) return null;
  const state = oscStates[fields.get('state') ?? ''] ?? 'unknown';
  return { state, rule: `${app}.osc.${fields.get('state') ?? 'none'}`, detail: payload };
}
