import type { Dialog } from '@architect/contracts/sessions';

/** Buttons stand in a row, the answers to a question in a list: arrows from the marked one; Escape refuses. */
export function opencodeKeys(dialog: Dialog, optionKey: string): string[] | null {
  const target = dialog.options.findIndex((option) => option.key === optionKey);
  if (target < 0) return null;
  if (!optionKey.startsWith('row:')) return [optionKey];
  const selected = dialog.options.findIndex((option) => option.selected === true);
  if (selected < 0) return null;
  const [forth, back] = dialog.kind === 'question' ? ['Down', 'Up'] : ['Right', 'Left'];
  const step = target > selected ? forth : back;
  return [...Array.from({ length: Math.abs(target - selected) }, () => step), 'Enter'];
}
