export interface KeyPress {
  key: string;
  atMs: number;
}

/** Two keys of one shortcut (`g o`) may be this far apart. */
const sequenceGapMs = 1_200;

/**
 * Finds the shortcut that the newest key completes. A sequence wins over a single key while its first key is fresh.
 * @param previous the key before it, if any
 * @returns the matching entry of `shortcuts` (`o`, `g o`, `?`), or null.
 */
export function matchShortcut(
  shortcuts: readonly string[],
  previous: KeyPress | null,
  press: KeyPress,
): string | null {
  if (previous && press.atMs - previous.atMs <= sequenceGapMs) {
    const sequence = `${previous.key} ${press.key}`;
    if (shortcuts.includes(sequence)) return sequence;
    if (shortcuts.some((one) => one.startsWith(`${previous.key} `)) && shortcuts.includes(press.key))
      return press.key;
  }
  return shortcuts.includes(press.key) ? press.key : null;
}

/** Keys typed into a field, or held with a command key, belong to the field and the browser. */
export function isForShortcuts(event: {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  target: unknown;
}): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (!(event.target instanceof HTMLElement)) return true;
  // Enter and Space on a control press that control.
  if (
    (event.key === 'Enter' || event.key === ' ') &&
    event.target.closest('a, button, summary, [role="button"]')
  )
    return false;
  // Boxes to tick take no text: what was just selected can be acted on by key.
  return !event.target.closest(
    'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable="true"], [role="textbox"], .xterm, [role="dialog"], [role="listbox"], [role="menu"]',
  );
}
