import { readFile } from 'node:fs/promises';
import { addRecording, paneFacts, paneFormat } from '@architect/node/agents/add-recording';
import type { PrivateTmux } from '../support/private-tmux.ts';
import type { Shot } from './scene.ts';
import { settle } from './settle.ts';

export interface Size {
  width: number;
  height: number;
}

export interface Shooter {
  /** Records the screen once per size; a picture during which the state stopped being true is thrown away. */
  takes(shot: Shot, isTrue: () => boolean): Promise<void>;
}

export interface ShooterParts {
  tmux: PrivateTmux;
  session: string;
  sizes: Size[];
  dir: string;
  tool: string;
  version: string;
  /** File into which tmux pipes the bytes of the pane. */
  byteLog: string;
}

const statusOsc = /\u001b\]7501;([^\u0007\u001b]*)/g;

/** Takes pictures of one pane, at the size it has and then at the others. */
export function createShooter(parts: ShooterParts): Shooter {
  const { tmux, session, sizes } = parts;
  const target = `=${session}:`;
  const resize = async ({ width, height }: Size) => {
    await tmux.tmux('resize-window', '-t', target, '-x', String(width), '-y', String(height));
    await settle(() => tmux.screen(session), 700, 4000);
  };
  return {
    async takes(shot, isTrue) {
      const [first, ...others] = sizes;
      await takeOne(parts, shot, isTrue);
      for (const size of others) {
        await resize(size);
        if (!isTrue()) break;
        await takeOne(parts, shot, isTrue);
      }
      if (first !== undefined && others.length > 0) await resize(first);
    },
  };
}

async function takeOne(parts: ShooterParts, shot: Shot, isTrue: () => boolean): Promise<void> {
  const { tmux, session, dir, tool, version } = parts;
  const target = `=${session}:`;
  const separator = 'END-OF-FACTS';
  // One command line for tmux: facts and picture are of the same moment.
  const printed = await tmux.tmux(
    ...['display-message', '-p', '-t', target, `${paneFormat}\n${separator}`, ';'],
    ...['capture-pane', '-e', '-p', '-t', target],
  );
  if (!isTrue()) return;
  const [facts = '', escaped = ''] = printed.split(`${separator}\n`);
  const osc = [...(await readFile(parts.byteLog, 'utf8')).matchAll(statusOsc)].at(-1)?.[1];
  const { label, ...rest } = shot;
  await addRecording(dir, {
    name: label,
    plain: withoutEscapes(escaped),
    escaped,
    entry: { tool, version, label, ...rest, ...paneFacts(facts), ...(osc === undefined ? {} : { osc }) },
  });
}

/** SGR and links are all that `capture-pane -e` writes. */
function withoutEscapes(text: string): string {
  return text
    .replace(/\u001b\[[0-9:;]*m|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b\([0B]|[\u000e\u000f]/g, '')
    .replace(/ +$/gm, '');
}
