import { createHash } from 'node:crypto';
import type { Dialog } from '@architect/contracts/sessions';

/**
 * Completes a parsed dialog: a dialog with two rows that approve once was not understood, and the fingerprint covers
 * everything a decision depends on, but not which row is selected.
 */
export function makeDialog(parts: Omit<Dialog, 'fingerprint'> & { head: string }): Dialog {
  const { head, ...dialog } = parts;
  const approving = dialog.options.filter((option) => option.meaning === 'approve_once').length;
  const rows = dialog.options.map(({ key, text }) => [key, text]);
  const judged = [dialog.kind, dialog.tool, dialog.subject, dialog.question, rows, head];
  const fingerprint = createHash('sha256').update(JSON.stringify(judged)).digest('hex').slice(0, 16);
  return { ...dialog, complete: dialog.complete && approving <= 1, fingerprint };
}

/** tmux keys for an option: a key as it is, `row:N` by arrows from the selected row; null when there is no such row. */
export function keysForOption(dialog: Dialog, optionKey: string): string[] | null {
  const target = dialog.options.findIndex((option) => option.key === optionKey);
  if (target < 0) return null;
  if (!optionKey.startsWith('row:')) return [optionKey];
  const selected = dialog.options.findIndex((option) => option.selected === true);
  if (selected < 0) return null;
  const step = target > selected ? 'Down' : 'Up';
  return [...Array.from({ length: Math.abs(target - selected) }, () => step), 'Enter'];
}
