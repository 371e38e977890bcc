import type { PromptStatus } from '@architect/contracts/prompts';
import type { SessionState } from '@architect/contracts/sessions';
import type { Colors } from './output.ts';

/** State words with their colour; the word always says it too. */
export function paintState(state: SessionState, colors: Colors): (text: string) => string {
  switch (state) {
    case 'idle':
      return colors.green;
    case 'busy':
    case 'starting':
      return colors.cyan;
    case 'blocked':
    case 'asking':
    case 'limited':
      return colors.yellow;
    case 'error':
    case 'dead':
      return colors.red;
    case 'shell':
    case 'unknown':
      return colors.dim;
  }
}

export function paintStatus(status: PromptStatus, colors: Colors): (text: string) => string {
  switch (status) {
    case 'completed':
      return colors.green;
    case 'assigned':
    case 'in_progress':
      return colors.cyan;
    case 'failed':
      return colors.red;
    case 'pending':
      return colors.yellow;
    case 'cancelled':
      return colors.dim;
  }
}
