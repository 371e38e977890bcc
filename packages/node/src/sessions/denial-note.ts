import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileName = '.denied-at';

/**
 * When we last refused a permission in a session, kept beside its hooks: after a refusal the screen looks as after Esc,
 * and a node that was started anew must still tell them apart. Sessions without a hook directory have no note.
 */
export function writeDenial(hookDir: string | null, at: number): void {
  if (hookDir !== null) writeFileSync(join(hookDir, fileName), String(at), { mode: 0o600 });
}

/** Epoch ms; 0 when there is none. */
export function readDenial(hookDir: string | null): number {
  if (hookDir === null) return 0;
  try {
    return Number(readFileSync(join(hookDir, fileName), 'utf8')) || 0;
  } catch {
    return 0; // nothing was refused yet
  }
}
