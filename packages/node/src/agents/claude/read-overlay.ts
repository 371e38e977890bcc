import type { ScreenReading } from '../agent.ts';
import { isRule, lastTextRow } from '../bottom-block.ts';
import { emptyReading } from '../empty-reading.ts';
import { makeDialog } from '../make-dialog.ts';
import type { Screen } from '../screen.ts';
import { dialogBehind, overlayRules, pageCommands, viewFooters } from './rules.ts';

/**
 * A help page, a list of settings or a picker that a person opened: nobody is asked, but keys go there. Only its title
 * counts, never what stands in it: a dialog may quote anything.
 */
export function readOverlay(screen: Screen): ScreenReading | null {
  return behind(titledName(screen) ?? commandName(screen));
}

/** A view that covers the whole screen; its last rows name it. */
export function readView(screen: Screen): ScreenReading | null {
  const last = lastTextRow(screen);
  const rows = screen.lines.slice(Math.max(last - 2, 0), last + 1);
  const view = viewFooters.find(({ pattern }) => rows.some((row) => pattern.test(row)));
  const hidden = rows.some((row) => dialogBehind.test(row)) ? hiddenDialog(view?.name ?? '') : null;
  return hidden ?? behind(view?.name ?? null);
}

/** Somebody is asked, and nothing shows what: no row to pick, so keys cannot answer it. */
function hiddenDialog(view: string): ScreenReading {
  const question = `a dialog waits behind the ${view}: close that at the terminal to see it`;
  const unseen = { kind: 'other', tool: '', subject: '', complete: false } as const;
  const dialog = makeDialog({ ...unseen, options: [], question, head: view });
  const rule = `claude.screen.dialog-behind-${view}`;
  return { ...emptyReading, state: 'blocked', rule, detail: question, dialog, overlay: true };
}

function behind(name: string | null): ScreenReading | null {
  if (name === null) return null;
  return {
    ...emptyReading,
    state: 'idle',
    rule: `claude.screen.overlay-${name}`,
    detail: 'an overlay hides the input box',
    overlay: true,
  };
}

/** The first row below the line that a page begins with; fields to type in have borders of their own. */
function titledName(screen: Screen): string | null {
  for (let y = lastTextRow(screen); y >= 0; y -= 1) {
    const isPageTop = isRule(screen, y) || /^▔{10}/u.test(screen.lines[y] ?? '');
    if (!isPageTop && !/^╭─{10}/u.test(screen.lines[y] ?? '')) continue;
    const title = titleBelow(screen, y);
    const rule = overlayRules.find((candidate) => candidate.title.test(title));
    if (rule !== undefined || isPageTop) return rule?.name ?? null;
  }
  return screen.lines.some((line) => lostTitle.test(line)) ? 'title-lost' : null;
}

/** Sentences of pages whose title has scrolled off. */
const lostTitle =
  /^(│ )?\s?(restore the code and\/or conversation to the point before…|select hook event:)/iu;

function titleBelow(screen: Screen, y: number): string {
  const rows = screen.lines.slice(y + 1).map((line) => line.replace(/[│╭╮]|─{3,}/gu, ' ').trim());
  return rows.find((row) => row !== '') ?? '';
}

/** Older versions echo the command, and nothing but its page stands below. */
function commandName(screen: Screen): string | null {
  const echo = screen.lines.findLastIndex((line) => /^[❯>●⏺✻]\s|^\s+⎿/u.test(line));
  return pageCommands.exec(screen.lines[echo] ?? '')?.[1] ?? null;
}

/** The lowest line over the whole width; -1 when there is none. */
export function lastRuleRow(screen: Screen): number {
  return screen.lines.findLastIndex((line) => /^\s?[─▔]{10}/u.test(line));
}
