import { execFile } from 'node:child_process';
import type { Decision } from './stage.ts';

/** Runs the hook command of a permission request; whoever answers first, it or a key, wins. */
export type AskHook = (request: Record<string, unknown>, onAnswer: (decision: Decision) => void) => void;

/** As Claude Code does it: the dialog is drawn while the hook waits, and what the hook prints may decide. */
export function createAskHook(script: string | null, common: Record<string, unknown>): AskHook | null {
  if (script === null) return null;
  return (request, onAnswer) => {
    const payload = { ...common, hook_event_name: 'PermissionRequest', ...request };
    const child = execFile('sh', [script, '--wait', '60'], (_error, stdout) => {
      const behavior = /"behavior":"(allow|deny)"/.exec(stdout)?.[1];
      if (behavior) onAnswer(behavior === 'allow' ? 'yes' : 'no');
    });
    child.stdin?.end(JSON.stringify(payload));
  };
}
