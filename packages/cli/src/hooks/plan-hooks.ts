import { dirname, join } from 'node:path';
import { backupPath, readIfThere } from './change-files.ts';
import { withoutReview, withReview } from './codex-review.ts';
import { type FileChange, installedHooks, withHooks, withoutHooks } from './edit-hooks.ts';
import { type HookPlace, hookFile } from './hook-files.ts';

export type PlannedChange = FileChange & { backup: 'keep' | 'drop' };

/**
 * What `install` changes for one agent; nothing when it is installed already.
 * @throws Error when a file cannot be edited safely.
 */
export async function planInstall(place: HookPlace): Promise<PlannedChange[]> {
  const file = hookFile(place);
  const before = await readIfThere(file.path);
  const after = isCurrent(before, place) ? before : withHooks(before, file);
  const changes = [{ path: file.path, before, after }];
  if (place.agent === 'codex') {
    const config = await readIfThere(codexConfig(place));
    const hooks = { path: file.path, text: after, command: place.command };
    changes.push({ path: codexConfig(place), before: config ?? '', after: withReview(config, hooks) });
  }
  return changes
    .filter((change) => change.before !== change.after)
    .map((change) => ({ ...change, backup: 'keep' }));
}

/** Every hook is there as it would be written now. */
export function isCurrent(text: string | null, place: HookPlace): text is string {
  const { path, events } = hookFile(place);
  const found = installedHooks(text, path);
  return events.every((event) => found.get(event) === place.command);
}

/** What `remove` changes: back to the bytes before, where nobody has changed the file since; else only ours goes. */
export async function planRemove(place: HookPlace): Promise<PlannedChange[]> {
  const file = hookFile(place);
  const text = await readIfThere(file.path);
  const changes: PlannedChange[] = [];
  if (text !== null && installedHooks(text, file.path).size > 0) {
    const original = await readIfThere(backupPath(file.path));
    const isUntouched =
      original !== null && withoutHooks(text, file.path) === withoutHooks(original, file.path);
    const after = isUntouched ? original : withoutHooks(text, file.path);
    changes.push({ path: file.path, before: text, after, backup: 'drop' });
  }
  const config = place.agent === 'codex' ? await readIfThere(codexConfig(place)) : null;
  if (config !== null && withoutReview(config) !== config) {
    const rest = withoutReview(config);
    const original = await readIfThere(backupPath(codexConfig(place)));
    const isUntouched = original !== null && rest.trimEnd() === original.trimEnd();
    const after = rest === '' ? null : isUntouched ? original : rest;
    changes.push({ path: codexConfig(place), before: config, after, backup: 'drop' });
  }
  return changes;
}

/** Reviews are kept in the person's own configuration, for hooks of projects as well. */
function codexConfig(place: HookPlace): string {
  const { project: _project, ...own } = place;
  return join(dirname(hookFile(own).path), 'config.toml');
}
