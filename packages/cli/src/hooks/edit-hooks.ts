import type { HookFile } from './hook-files.ts';

/** Ends every command of ours: the shell takes it for a comment, and we know our hooks by it. */
export const hookMark = '# architect-hook';

interface Settings {
  hooks?: Record<string, Group[]>;
  [key: string]: unknown;
}

interface Group {
  hooks?: { command?: string }[];
  [key: string]: unknown;
}

/** A file as it is and as it should be; null = there is none. */
export interface FileChange {
  path: string;
  before: string | null;
  after: string | null;
}

/**
 * The settings with our hooks in their newest form, and nothing else changed.
 * @throws Error when the file is not plain JSON: it is not ours to rewrite then.
 */
export function withHooks(text: string | null, file: HookFile): string {
  const settings = withoutOurs(parse(text, file.path));
  const hooks = { ...settings.hooks };
  for (const event of file.events) hooks[event] = [...(hooks[event] ?? []), { hooks: [file.hook] }];
  return print({ ...settings, hooks }, text);
}

/** The settings without our hooks; null when nothing else was in the file. */
export function withoutHooks(text: string, path: string): string | null {
  const settings = withoutOurs(parse(text, path));
  return Object.keys(settings).length === 0 ? null : print(settings, text);
}

/** Commands of ours in a settings file, by event. */
export function installedHooks(text: string | null, path: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [event, groups] of Object.entries(parse(text, path).hooks ?? {})) {
    for (const { command } of groups.flatMap((group) => group.hooks ?? []))
      if (command?.endsWith(hookMark)) found.set(event, command);
  }
  return found;
}

/** Which group of an event holds our hook. */
export function groupIndex(text: string, event: string, path: string): number {
  const groups = parse(text, path).hooks?.[event] ?? [];
  return groups.findIndex((group) => group.hooks?.some(({ command }) => command?.endsWith(hookMark)));
}

function withoutOurs(settings: Settings): Settings {
  const { hooks, ...rest } = settings;
  const kept = Object.entries(hooks ?? {}).flatMap(([event, groups]): [string, Group[]][] => {
    const theirs = groups.flatMap((group) => {
      const others = group.hooks?.filter(({ command }) => !command?.endsWith(hookMark));
      const isOurs = group.hooks !== undefined && group.hooks.length > 0 && others?.length === 0;
      return isOurs ? [] : [others ? { ...group, hooks: others } : group];
    });
    return theirs.length > 0 ? [[event, theirs]] : [];
  });
  if (kept.length === 0) return rest;
  return { ...settings, hooks: Object.fromEntries(kept) };
}

function parse(text: string | null, path: string): Settings {
  if (text === null || text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    // What is read of it is checked by use: foreign keys are kept as they are.
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Settings;
  } catch (error) {
    throw new Error(`${path} is not plain JSON (${String(error)}); nothing was changed`);
  }
  throw new Error(`${path} holds no JSON object; nothing was changed`);
}

function print(settings: Settings, like: string | null): string {
  const indent = /^([ \t]+)"/m.exec(like ?? '')?.[1] ?? '  ';
  const end = like === null || like.endsWith('\n') ? '\n' : '';
  return `${JSON.stringify(settings, null, indent)}${end}`;
}
