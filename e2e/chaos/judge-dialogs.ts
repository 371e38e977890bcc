import type { BoxEntry } from '../fake-agent/black-box.ts';
import type { Court } from './judge-chaos.ts';

type Asked = Extract<BoxEntry, { kind: 'asked' }>;
type Decided = Extract<BoxEntry, { kind: 'decided' }>;

/** One that opened just before everything was examined may not have been seen yet. */
const listedWithinMs = 2_000;

/** Every dialog was answered as somebody decided, or its agent is gone, or it is listed as waiting. Subjects are unique. */
export function judgeDialogs(court: Court): void {
  const { evidence, lives, verdict, note } = court;
  const rows = Map.groupBy(evidence.interactions, (row) => row.subject);
  for (const life of lives.all) {
    const decisions = new Map<string, Decided[]>();
    for (const entry of life.entries) {
      if (entry.kind !== 'decided') continue;
      decisions.set(entry.text, [...(decisions.get(entry.text) ?? []), entry]);
    }
    for (const asked of life.entries.filter((entry): entry is Asked => entry.kind === 'asked')) {
      verdict.dialogs += 1;
      const decided = decisions.get(asked.text)?.find(({ at }) => at >= asked.at);
      // A prompt that is sent again asks again, perhaps elsewhere.
      const ofDialog = (rows.get(asked.text) ?? []).filter((row) => row.session === life.session);
      if (decided && !isPersonsEscape(life.entries, decided)) judgeAnswer(decided, ofDialog, court);
      const wasOpen =
        asked.at <= evidence.examinedAt - listedWithinMs && (!decided || decided.at > evidence.examinedAt);
      const wasAlive = life.leftAt !== null && life.leftAt > evidence.examinedAt;
      const isListed = ofDialog.some((row) => row.status === 'pending');
      if (wasOpen && wasAlive && !isListed)
        note('unlisted', `${life.session} waits for a decision about ${asked.text}, and nobody is told`);
    }
  }
}

/** We deny by the dialog's own row; a lone Escape is of a person who wanted to interrupt. */
function isPersonsEscape(entries: BoxEntry[], decided: Decided): boolean {
  const index = entries.indexOf(decided);
  const key = entries.slice(0, index).findLast((entry) => entry.kind === 'bytes');
  return key?.kind === 'bytes' && key.text === '\x1b';
}

/** Nobody presses keys in dialogs but the product, so an answer that nobody gave is ours all the same. */
function judgeAnswer(decided: Decided, rows: { status: string }[], { note }: Court): void {
  const what = `${decided.session} was answered ${decided.decision} about ${decided.text}`;
  const statuses = rows.map((row) => row.status);
  if (decided.decision === 'always') return note('wronglyAnswered', `${what}: nobody widens a permission`);
  const opposite = decided.decision === 'yes' ? 'denied' : 'approved';
  const wanted = decided.decision === 'yes' ? 'approved' : 'denied';
  if (statuses.includes(opposite) && !statuses.includes(wanted))
    note('wronglyAnswered', `${what}, but it was to be ${opposite}`);
}
