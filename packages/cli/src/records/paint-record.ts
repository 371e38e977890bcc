import type { Colors } from '../output.ts';

const plain = (text: string): string => text;

/** The colour of a field's value; the word always says it too. */
export function paintRecord(field: string, value: unknown, colors: Colors): (text: string) => string {
  if (field === 'status') return paintOfStatus(String(value), colors);
  if (field === 'priority' || field === 'severity') {
    if (value === 'critical') return colors.red;
    return value === 'high' || value === 'error' ? colors.yellow : plain;
  }
  return plain;
}

function paintOfStatus(status: string, colors: Colors): (text: string) => string {
  switch (status) {
    case 'completed':
    case 'resolved':
    case 'confirmed':
      return colors.green;
    case 'in_progress':
    case 'review':
    case 'active':
      return colors.cyan;
    case 'blocked':
      return colors.red;
    case 'open':
    case 'pending':
      return colors.yellow;
    case 'closed':
    case 'cancelled':
    case 'wont_fix':
    case 'ignored':
    case 'skipped':
    case 'expired':
      return colors.dim;
    default:
      return plain;
  }
}
