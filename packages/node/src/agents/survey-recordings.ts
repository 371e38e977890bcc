import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compare } from 'semver';
import { createAgentBook } from './agent-book.ts';
import { classifyCapture } from './classify-capture.ts';
import type { RecordedRules } from './recorded-rules.ts';
import { loadRecordings } from './recording.ts';

const providersOfTools: Record<string, string> = { 'claude-code': 'claude' };

/** Every rule that reads a recorded screen or title of the built-in agents, with its state and the versions it read. */
export async function surveyRecordings(dir = import.meta.dirname): Promise<RecordedRules> {
  const book = createAgentBook({ now: Date.now });
  const found = new Map<string, { state: string; versions: Set<string> }>();
  for (const folder of await recordingFolders(dir)) {
    for (const { entry, screen } of await loadRecordings(folder)) {
      const { paneTitle: title, currentCommand: command, dead, version, tool } = entry;
      const provider = providersOfTools[tool] ?? tool;
      for (const { rule, state } of classifyCapture({ screen, title, command, dead, version }, book)
        .readings) {
        if (!rule.startsWith(`${provider}.`) || !/^\d+\.\d+\.\d+$/.test(version)) continue;
        const known = found.get(rule) ?? { state, versions: new Set() };
        known.versions.add(version);
        found.set(rule, known);
      }
    }
  }
  const sorted = [...found].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([rule, { state, versions }]) => [rule, { state, versions: [...versions].sort(compare) }]),
  ) as RecordedRules;
}

async function recordingFolders(dir: string): Promise<string[]> {
  const names = await readdir(dir, { recursive: true });
  return names
    .filter((name) => /(^|\/)screens\/(.*\/)?index\.json$/.test(name))
    .map((name) => join(dir, dirname(name)));
}
