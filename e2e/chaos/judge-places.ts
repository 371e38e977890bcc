import type { Court } from './judge-chaos.ts';
import type { Life } from './read-lives.ts';
import { readPastes } from './read-pastes.ts';

/** An Enter this shortly after a person's words is theirs. */
const personsEnterMs = 5_000;

/** Where our texts and keys ended up: every paste in an empty box, no Enter into a dialog, no text cut or merged. */
export function judgePlaces(court: Court): void {
  const sent = new Set(court.evidence.sent);
  for (const life of court.lives.all) {
    judgePastes(life, court);
    judgeKeys(life, court);
    judgeMessages(life, sent, court);
  }
}

function judgePastes({ session, entries }: Life, { evidence, note }: Court): void {
  for (const { state, head } of readPastes(entries)) {
    if (state === 'empty' || !evidence.marker.test(head)) continue;
    note('misplaced', `${session} was ${state} when it got ${JSON.stringify(head)}`);
  }
}

/** A shell runs what it gets, pasted or typed; an Enter into a dialog approves whatever it is about. */
function judgeKeys({ session, entries }: Life, { evidence, note }: Court): void {
  let personAt = Number.NEGATIVE_INFINITY;
  for (const entry of entries) {
    if (entry.kind !== 'bytes') continue;
    if (contains(entry.text, evidence.personMarker)) personAt = entry.at;
    if (entry.state === 'shell' && contains(entry.text, evidence.marker) && !entry.text.includes('\x1b[200~'))
      note('misplaced', `the shell of ${session} got ${JSON.stringify(entry.text.slice(0, 60))}`);
    if (entry.state === 'dialog' && entry.text.includes('\r') && entry.at - personAt > personsEnterMs)
      note('misplaced', `Enter went into a dialog of ${session}`);
  }
}

function judgeMessages({ session, entries }: Life, sent: Set<string>, { evidence, note }: Court): void {
  for (const entry of entries) {
    if (entry.kind === 'bash' || entry.kind === 'slash')
      note('misplaced', `${session} ran ${JSON.stringify(entry.text.slice(0, 100))} as a command`);
    if (entry.kind !== 'prompt' || sent.has(entry.text)) continue;
    const isPersons = evidence.personMarker.test(entry.text) && !contains(entry.text, evidence.marker);
    if (!isPersons)
      note('split', `${session} got a message nobody sent: ${JSON.stringify(entry.text.slice(0, 120))}`);
  }
}

/** Anywhere, although the pattern is anchored. */
function contains(text: string, marker: RegExp): boolean {
  return new RegExp(marker.source.replace(/^\^/, '')).test(text);
}
