import type { Verdict } from '@architect/contracts/patterns';
import { chooseRule, findDeny } from './choose-rule.ts';
import { destructiveSql } from './find-danger.ts';
import { isDelicate, locatePath } from './locate-path.ts';
import { type Case, needsPerson, onlyRoutine } from './rule.ts';

/** Reading, writing or editing a file: only below the working directory, and never a hidden one. */
export function judgePath({ subject, workingDir, kind, rules, reach }: Case): Verdict {
  const path = subject.trim();
  const located = locatePath(path, workingDir);
  const spellings = [subject, path, ...(located.inside ? [located.relative] : [])];
  const denied = findDeny(rules, spellings);
  if (denied) return denied;
  if (!/^[\w@+,=./ -]+$/.test(path)) return needsPerson('the path has unusual characters');
  if (!located.inside) return needsPerson(located.why);
  const { relative } = located;
  if (isDelicate(relative)) {
    return needsPerson(`${relative} can hold secrets or settings`, {
      id: null,
      name: 'built-in: delicate files',
    });
  }
  const chosen = chooseRule(rules, { exact: relative, others: spellings });
  if (chosen && (chosen.action !== 'approve' || reach === 'all' || kind === 'read')) return chosen;
  if (kind !== 'read') return needsPerson(`no pattern decides about ${relative}`);
  const pattern = { id: null, name: 'built-in: read inside' };
  return { action: 'approve', pattern, reason: `${relative} is inside the working directory` };
}

/** A URL must be written as browsers write it, so that nothing in it is read differently; searches are plain text. */
export function judgeWeb(asked: Case): Verdict {
  const { subject } = asked;
  const odd =
    /[:\\]/.test(subject) && !isPlainUrl(subject) ? 'the address is not a plain http or https URL' : null;
  return judgeText(asked, subject, odd);
}

/** A tool of an MCP server, as `tool arguments`. */
export function judgeTool(asked: Case): Verdict {
  const text = `${asked.tool} ${asked.subject}`.trim();
  return judgeText(
    asked,
    text,
    destructiveSql.test(text) ? 'it looks like it changes or deletes data' : null,
  );
}

function judgeText({ rules, reach, kind }: Case, text: string, objection: string | null): Verdict {
  const denied = findDeny(rules, [text]);
  if (denied) return denied;
  if (/[^ -~]/.test(text)) return needsPerson('it has characters other than printable ASCII');
  if (objection !== null) return needsPerson(objection);
  const chosen = chooseRule(rules, { exact: text, others: [] });
  if (chosen?.action === 'approve' && reach !== 'all') return needsPerson(onlyRoutine);
  return chosen ?? needsPerson(`no pattern decides about this (${kind})`);
}

function isPlainUrl(text: string): boolean {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username || url.password) return false;
  return url.href === text || url.href === `${text}/`;
}
