import type { Verdict } from '@architect/contracts/patterns';
import { chooseRule, findDeny } from './choose-rule.ts';
import { findDanger } from './find-danger.ts';
import { isReadable, matchSafeCommand } from './match-safe-command.ts';
import { type CommandPart, parseCommand } from './parse-command.ts';
import { type Case, needsPerson, onlyRoutine } from './rule.ts';

/** A command line is as safe as its worst part. */
export function judgeCommand(asked: Case): Verdict {
  const parsed = parseCommand(asked.subject);
  if (!parsed.understood) {
    // A refusal may be right without understanding; an approval never is.
    return (
      findDeny(asked.rules, [asked.subject]) ?? needsPerson(`the command was not understood: ${parsed.why}`)
    );
  }
  const verdicts = parsed.commands.map((part) => judgePart(part, asked));
  const [first] = verdicts;
  const worst =
    verdicts.find(({ action }) => action === 'deny') ??
    verdicts.find(({ action }) => action === 'require_approval') ??
    first;
  if (!worst) return needsPerson('the command is empty');
  return worst.action === 'approve' && verdicts.length > 1 ? { ...worst, reason: joined(verdicts) } : worst;
}

function joined(verdicts: Verdict[]): string {
  const names = new Set(verdicts.map(({ pattern }) => pattern?.name ?? ''));
  return `every part is approved: ${[...names].join(', ')}`;
}

function judgePart(part: CommandPart, asked: Case): Verdict {
  const { rules, workingDir } = asked;
  const denied = findDeny(rules, [part.text, part.source]);
  if (denied) return denied;
  const danger = findDanger(part);
  if (danger) {
    return needsPerson(`"${part.text}" ${danger.summary}`, { id: null, name: `built-in: ${danger.name}` });
  }
  if (part.env.length > 0)
    return needsPerson(`"${part.text}" is given variables, which can change what it does`);
  const loose = part.redirections.find((redirection) => !isHarmless(redirection, workingDir));
  if (loose) return needsPerson(`"${part.text}" is redirected: ${loose.op} ${loose.target}`);
  const safe = matchSafeCommand(part, workingDir);
  const isRoutine = safe !== null && safe.group !== 'check';
  const chosen = chooseRule(rules, { exact: part.text, others: [part.source] });
  if (chosen && (chosen.action !== 'approve' || asked.reach === 'all' || isRoutine)) return chosen;
  if (chosen) return needsPerson(onlyRoutine);
  if (!safe) return needsPerson(`no pattern decides about "${part.text}"`);
  if (asked.reach === 'routine' && !isRoutine) return needsPerson(onlyRoutine);
  return {
    action: 'approve',
    pattern: { id: null, name: `built-in: ${safe.words.join(' ')}` },
    reason: `"${part.text}" is a ${safe.group} that is known to be safe`,
  };
}

/** Between descriptors, from a readable file, or into nothing. */
function isHarmless({ op, target }: CommandPart['redirections'][number], workingDir: string | null): boolean {
  if (op === '>&' || op === '<&') return /^[012]$/.test(target);
  if (op === '<') return isReadable(target, workingDir);
  return ['>', '>>', '&>', '&>>'].includes(op) && target === '/dev/null';
}
