import { type AttachedPerson, attachPerson } from '../person-in-the-way/attached-person.ts';
import { count, type Tally } from './break-processes.ts';
import { type FleetAgent, isThere, pause, type World } from './world.ts';

/** People at the terminals: each goes from agent to agent and does what people do. */
export async function letPeopleIn(world: World, tally: Tally, over: AbortSignal, name: string) {
  const random = world.random(name);
  for (let visit = 0; ; visit++) {
    await pause(200 + random() * 3_000, over);
    if (over.aborted) return;
    const agent = world.agents[Math.floor(random() * world.agents.length)];
    if (!agent || !(await isThere(agent))) continue;
    const deed = deeds[Math.floor(random() * deeds.length)] ?? 'draft';
    const words = `person ${name}-${visit} says hello`;
    // The session may end under their hands.
    await act(deed, { agent, words, random, over }).then(
      () => count(tally, deed),
      () => count(tally, `${deed}, in vain`),
    );
  }
}

const deeds = ['draft', 'submit', 'attach', 'copy mode', 'resize', 'interrupt', 'typed by a tool'] as const;

interface Visit {
  agent: FleetAgent;
  words: string;
  random: () => number;
  over: AbortSignal;
}

async function act(deed: (typeof deeds)[number], visit: Visit): Promise<void> {
  const { agent, random, over } = visit;
  const { terminal, name } = agent;
  const target = `=${name}:`;
  switch (deed) {
    case 'copy mode':
      await terminal.tmux('copy-mode', '-t', target);
      await pause(500 + random() * 3_000, over);
      await terminal.tmux('send-keys', '-t', target, '-X', 'cancel');
      return;
    case 'resize': {
      const size = [
        '-x',
        String(80 + Math.floor(random() * 80)),
        '-y',
        String(24 + Math.floor(random() * 30)),
      ];
      await terminal.tmux('resize-window', '-t', target, ...size);
      return;
    }
    case 'interrupt':
      return interrupt(visit);
    case 'typed by a tool':
      return draft(visit, (keys) => typeByTool(agent, keys));
    default: {
      const person = await attachPerson(terminal, name);
      try {
        await atTerminal(deed, visit, person);
      } finally {
        await person.leave();
      }
    }
  }
}

/** Waits a moment for the agent to work, and stops it. */
async function interrupt({ agent: { terminal, name }, random, over }: Visit): Promise<void> {
  for (let looks = 0; looks < 30 && !over.aborted; looks++) {
    if (/esc to interrupt/.test(await terminal.screen(name))) {
      await pause(random() * 200, over);
      return terminal.press(name, 'Escape');
    }
    await pause(70, over);
  }
}

async function atTerminal(deed: 'draft' | 'submit' | 'attach', visit: Visit, person: AttachedPerson) {
  if (deed === 'attach') return pause(500 + visit.random() * 3_000, visit.over);
  if (deed === 'draft') return draft(visit, async (keys) => person.keys(keys));
  await submitWords(visit.agent, visit.words, async (keys) => person.keys(keys));
}

async function typeByTool({ terminal, name }: FleetAgent, keys: string): Promise<void> {
  if (keys === '\x15') await terminal.press(name, 'C-u');
  else if (keys === '\r') await terminal.press(name, 'Enter');
  else await terminal.type(name, keys);
}

type Keys = (keys: string) => Promise<void>;

/** Begins to write, thinks, and takes it back. */
async function draft({ agent, words, random, over }: Visit, keys: Keys): Promise<void> {
  if ((await boxOf(agent)) !== '') return;
  await keys(words);
  await pause(500 + random() * 4_000, over);
  if ((await boxOf(agent)) !== null) await keys('\x15');
}

/** Writes a message of their own and sends it only if the box holds just that; else takes it back and goes away. */
export async function submitWords(agent: FleetAgent, words: string, keys: Keys): Promise<void> {
  if ((await boxOf(agent)) !== '') return;
  await keys(words);
  const patience = new AbortController().signal;
  for (let looks = 0; looks < 30; looks++) {
    await pause(70, patience);
    if ((await boxOf(agent)) === words) return keys('\r');
  }
  if ((await boxOf(agent)) !== null) await keys('\x15');
}

/** Text in the input box as a person reads it; null when there is none to write into. */
export async function boxOf({ terminal, name }: FleetAgent): Promise<string | null> {
  const rows = (await terminal.screen(name)).trimEnd().split('\n');
  const isRule = (row: string | undefined) => /^─{20,}$/.test(row ?? '');
  const bottom = rows.findLastIndex(isRule);
  const top = rows.findLastIndex((row, index) => index < bottom && isRule(row));
  // A long text may have grown out of the screen.
  const isTall = top < 0 && bottom >= 8 && rows.slice(0, bottom).every((row) => /^( {2}|$|❯)/.test(row));
  if (!isTall && (top < 0 || !/^❯/.test(rows[top + 1] ?? ''))) return null;
  if (rows.slice(bottom + 1).some((row) => /esc to interrupt/.test(row))) return null;
  const typed = rows.slice(top + 1, bottom).map((row) => row.slice(2).trimEnd());
  return typed.join('\n').trim();
}
