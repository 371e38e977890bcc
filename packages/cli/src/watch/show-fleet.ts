import { finalStatuses, type Prompt } from '@architect/contracts/prompts';
import type { CommandContext } from '../command-context.ts';
import { promptColumns } from '../commands/prompts.ts';
import { sessionColumns } from '../commands/sessions.ts';
import type { Server } from '../connect.ts';
import { alignedTable } from '../output.ts';
import type { Fleet } from './fleet.ts';

const csi = '\u001b[';
/** Alternate screen, no cursor, long lines cut by the terminal. */
const enter = `${csi}?1049h${csi}?25l${csi}?7l`;
const leave = `${csi}?7h${csi}?25h${csi}?1049l`;
/** Changes within this time share one repaint. */
const repaintMs = 50;
/** Ages go on without events. */
const agesMs = 5000;

/** Shows the fleet on the whole terminal until q, Ctrl-C or a signal. */
export function showFleet(fleet: Fleet, server: Server, context: CommandContext): Promise<void> {
  const { stdin, stdout } = context;
  return new Promise((resolve, reject) => {
    let due: NodeJS.Timeout | null = null;
    const paint = () => {
      due = null;
      const lines = composeFleet(fleet, server.url, context, stdout.columns).slice(0, stdout.rows || 24);
      stdout.write(`${csi}H${lines.map((line) => `${line}${csi}0m${csi}K`).join('\r\n')}${csi}J`);
    };
    const paintSoon = () => {
      due ??= setTimeout(paint, repaintMs);
    };
    const ages = setInterval(paintSoon, agesMs);
    const finish = (end: () => void) => {
      clearInterval(ages);
      if (due) clearTimeout(due);
      fleet.live.close();
      stdout.off('resize', paintSoon);
      stdin.setRawMode(false);
      stdin.pause();
      stdout.write(leave);
      end();
    };
    stdout.write(enter);
    stdin.setRawMode(true);
    stdin.on('data', (bytes) => {
      if (/[q\u0003]/.test(String(bytes))) finish(resolve);
    });
    stdout.on('resize', paintSoon);
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => finish(resolve));
    fleet.live.failed.then((error) => finish(() => reject(error)));
    fleet.onChange(paintSoon);
    paint();
  });
}

/** Lines of the whole picture, the most urgent first. */
export function composeFleet(
  fleet: Omit<Fleet, 'live' | 'onChange'>,
  url: string,
  context: Pick<CommandContext, 'output' | 'now'>,
  cells?: number,
): string[] {
  const { colors } = context.output;
  const { bold, dim, yellow, red } = colors;
  const sessions = [...fleet.sessions.values()].sort((a, b) => a.name.localeCompare(b.name));
  const prompts = [...fleet.prompts.values()].sort(openFirst);
  const waiting = [...fleet.interactions.values()];
  const lines = [
    `${bold('architect')} ${dim(url)} ${fleet.isConnected ? '' : red('reconnecting …')} ${dim('q quits')}`,
    '',
  ];
  for (const entry of waiting) {
    lines.push(
      yellow(
        `! ${entry.session} asks: ${entry.subject || entry.question}  (architect interactions approve ${entry.id})`,
      ),
    );
  }
  if (waiting.length > 0) lines.push('');
  lines.push(
    ...tableLines(
      sessions.length
        ? alignedTable(sessions, sessionColumns(context), { colors, cells })
        : dim('No sessions.'),
    ),
  );
  lines.push('');
  lines.push(
    ...tableLines(
      prompts.length ? alignedTable(prompts, promptColumns(context), { colors, cells }) : dim('No prompts.'),
    ),
  );
  return lines;
}

function tableLines(text: string): string[] {
  return text.trimEnd().split('\n');
}

function openFirst(a: Prompt, b: Prompt): number {
  const isFinalA = finalStatuses.includes(a.status);
  const isFinalB = finalStatuses.includes(b.status);
  return isFinalA === isFinalB ? b.id - a.id : Number(isFinalA) - Number(isFinalB);
}
