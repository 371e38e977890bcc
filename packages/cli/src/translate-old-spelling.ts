/**
 * Command lines of the earlier Python programs, as documents and scripts spell them, in the words of this program:
 * `assigner --retry 42` → `prompts retry 42`. The whole table is docs/from-the-python-commands.md.
 */
export function translateOldSpelling(words: readonly string[]): string[] {
  const [first = '', ...rest] = words;
  if (assignerNames.has(first)) return translateAssigner(rest);
  if (chatNames.has(first)) return ['chat', ...rest];
  if (milestoneNames.has(first)) return translateMilestoneWorker(rest);
  if (terminalNames.has(first)) return ['terminal', ...rest];
  if (first === 'session-assigner' || first === 'session_assigner') return translateSessionAssigner(rest);
  const option = first.split('=')[0] ?? '';
  return option in assignerActions || option === '--send' ? translateAssigner(words) : [...words];
}

const assignerNames = new Set(['assigner', 'assigner-worker', 'assigner_worker', 'assigner_worker.py']);
const chatNames = new Set(['codex-chat', 'codex_chat', 'codex_chat.py']);
const milestoneNames = new Set(['milestone-worker', 'milestone_worker', 'milestone_worker.py']);
const terminalNames = new Set(['session-terminal', 'session_terminal', 'session_terminal.py']);

/** Option → command. `takesValue`: the word after it becomes the command's argument. */
const assignerActions: Record<string, { command: string[]; takesValue?: true }> = {
  '--prompts': { command: ['prompts', 'list'] },
  '--sessions': { command: ['sessions', 'list'] },
  '--retry': { command: ['prompts', 'retry'], takesValue: true },
  '--retry-all': { command: ['prompts', 'retry-all'] },
  '--reassign': { command: ['prompts', 'reassign'], takesValue: true },
  '--cancel': { command: ['prompts', 'cancel'], takesValue: true },
  '--clear': { command: ['prompts', 'clear'] },
  '--archive-failed': { command: ['prompts', 'archive-failed'] },
};

function translateAssigner(words: readonly string[]): string[] {
  const send = takeOption(words, '--send');
  if (send) return ['send', ...send.others, ...(send.value === undefined ? [] : ['--', send.value])];
  for (const [option, { command, takesValue }] of Object.entries(assignerActions)) {
    const found = takesValue ? takeOption(words, option) : takeFlag(words, option);
    if (!found) continue;
    // The documents: without --days, all finished prompts go.
    const days =
      option === '--clear' && !found.others.some((word) => word.startsWith('--days')) ? ['--days', '0'] : [];
    return [...command, ...(found.value === undefined ? [] : [found.value]), ...found.others, ...days];
  }
  // The assigner is a part of the server: --daemon, --status, --stop, or nothing, are the server's.
  return ['serve', ...words];
}

/** Scans at intervals are the server's; the worker scanned every 5 minutes. */
function translateMilestoneWorker(words: readonly string[]): string[] {
  const daemon = takeFlag(words, '--daemon');
  if (daemon) return ['serve', '--daemon', '--milestone-scan-minutes', '5', ...daemon.others];
  return ['milestones', 'scan', ...(takeFlag(words, '--scan')?.others ?? words)];
}

/** `assign SESSION|auto "task" --provider P --fallback A,B` */
function translateSessionAssigner(words: readonly string[]): string[] {
  const [verb, target = 'auto', ...rest] = words;
  if (verb !== 'assign') return ['session-assigner', ...words];
  return ['send', ...(target === 'auto' ? [] : ['--target', target]), ...rest];
}

interface Taken {
  value?: string;
  others: string[];
}

function takeFlag(words: readonly string[], flag: string): Taken | null {
  return words.includes(flag) ? { others: words.filter((word) => word !== flag) } : null;
}

function takeOption(words: readonly string[], option: string): Taken | null {
  const at = words.findIndex((word) => word === option || word.startsWith(`${option}=`));
  const word = words[at];
  if (word === undefined) return null;
  if (word !== option) return { value: word.slice(option.length + 1), others: words.toSpliced(at, 1) };
  const value = words[at + 1];
  return { ...(value === undefined ? {} : { value }), others: words.toSpliced(at, 2) };
}
