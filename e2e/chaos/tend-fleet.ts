import { count, type Tally } from './break-processes.ts';
import { boxOf, submitWords } from './people.ts';
import { type FleetAgent, isThere, pause, type World } from './world.ts';

/**
 * People who keep the fleet running: dead agents are started again, a forgotten draft is cleared, and after an error or
 * a limit somebody tells the agent to go on. Without them everything would stand still in the end.
 */
export async function tendFleet(world: World, tally: Tally, over: AbortSignal, everyMs: number) {
  const seen = new Map<FleetAgent, { trouble: string; looks: number }>();
  let round = 0;
  while (!over.aborted) {
    round += 1;
    for (const agent of world.agents) {
      if (over.aborted) return;
      const trouble = await troubleOf(agent).catch(() => 'gone');
      const before = seen.get(agent);
      const looks = before?.trouble === trouble ? before.looks + 1 : 0;
      seen.set(agent, { trouble, looks });
      if (trouble === '' || looks < patience) continue;
      await mend(agent, trouble, world, `person tender-${round} says go on`).catch(() => undefined);
      count(
        tally,
        `mended: ${trouble.slice(0, trouble.indexOf(':') < 0 ? undefined : trouble.indexOf(':'))}`,
      );
    }
    await pause(everyMs, over);
  }
}

/** Rounds in which the same trouble is only looked at: what passes by itself is left alone. */
const patience = 2;

async function troubleOf(agent: FleetAgent): Promise<string> {
  const { terminal, name } = agent;
  if (!(await isThere(agent))) return 'gone';
  const about = '#{pane_dead} #{pane_in_mode} #{pane_current_command}';
  const [dead, mode, command] = (await terminal.tmux('display-message', '-p', '-t', `=${name}:`, about))
    .trim()
    .split(' ');
  if (dead === '1') return 'dead';
  if (mode === '1') return 'copy mode';
  if (command === 'bash') return 'shell';
  const draft = await boxOf(agent);
  if (draft === null) return '';
  if (draft !== '') return `draft: ${draft}`;
  const screen = await terminal.screen(name);
  const last = screen.slice(0, screen.lastIndexOf('❯')).trimEnd().split('\n').slice(-6).join('\n');
  return /API Error|session limit/.test(last) ? 'stopped' : '';
}

async function mend(agent: FleetAgent, trouble: string, world: World, words: string): Promise<void> {
  const { terminal, name } = agent;
  switch (trouble) {
    case 'dead':
      await terminal.tmux('kill-session', '-t', `=${name}`);
      return;
    case 'gone':
      await world.create(agent);
      return;
    case 'copy mode':
      await terminal.tmux('send-keys', '-t', `=${name}:`, '-X', 'cancel');
      return;
    case 'shell':
      await terminal.type(name, 'claude');
      return terminal.press(name, 'Enter');
    case 'stopped':
      return submitWords(agent, words, (keys) =>
        keys === '\r' ? terminal.press(name, 'Enter') : terminal.type(name, keys),
      );
    default:
      return terminal.press(name, 'C-u');
  }
}
