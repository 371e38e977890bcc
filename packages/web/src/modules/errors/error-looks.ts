import type { ErrorSeverity, ErrorStatus } from '@architect/contracts/error-groups';
import type { Look } from '../../lib/looks.ts';

export const severityLooks: Record<ErrorSeverity, Look> = {
  critical: {
    tone: 'bad',
    shape: 'diamond',
    label: 'Critical',
    meaning: 'The application cannot go on, or says so.',
  },
  error: { tone: 'bad', shape: 'cross', label: 'Error', meaning: 'Something failed.' },
  warning: {
    tone: 'wait',
    shape: 'bar',
    label: 'Warning',
    meaning: 'Something went another way than meant.',
  },
  info: { tone: 'mute', shape: 'dot', label: 'Info', meaning: 'Reported, but nothing failed.' },
};

export const statusLooks: Record<ErrorStatus, Look> = {
  open: { tone: 'need', shape: 'ring', label: 'Open', meaning: 'Nobody has taken it yet.' },
  in_progress: { tone: 'work', shape: 'arc', label: 'In progress', meaning: 'Somebody works on it.' },
  resolved: { tone: 'calm', shape: 'check', label: 'Resolved', meaning: 'A new report opens it again.' },
  ignored: { tone: 'mute', shape: 'bar', label: 'Ignored', meaning: 'Counted, but quiet.' },
};
