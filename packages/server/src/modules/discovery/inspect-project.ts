import { basename } from 'node:path';
import type { Discovered } from '@architect/contracts/discovery';
import { readText, walkDirectory } from '../files/index.ts';
import { frameworks, markerLanguages } from './languages.ts';
import { errorsIn, featuresIn, firstParagraph, objectivesIn } from './read-documents.ts';
import { readGit } from './read-git.ts';

const mostFeatures = 500;

/** The names among these that make a directory a project. */
export function markersIn(names: readonly string[]): string[] {
  const here = new Set(names);
  return markerLanguages.map(([marker]) => marker).filter((marker) => here.has(marker));
}

/** What the files of a project say about it. @param root real path */
export async function inspectProject(
  root: string,
  { names, source }: { names: readonly string[]; source: string },
): Promise<Omit<Discovered, 'project_id'>> {
  const markers = markersIn(names);
  const read = async (pattern: RegExp): Promise<string> => {
    const name = names.find((one) => pattern.test(one));
    return name === undefined ? '' : ((await readText(root, [name])) ?? '');
  };
  const readme = await read(/^readme(\.(md|markdown|rst|txt))?$/i);
  const manifests = await readAll(root, markers);
  const rules = (await read(/^claude\.md$/i)) || (await read(/^agents\.md$/i)) || readme;
  return {
    name: basename(root),
    path: root,
    description: firstParagraph(readme),
    objectives: objectivesIn(rules),
    features: await readFeatures(root),
    status: 'active',
    language: languageOf(markers, names, manifests),
    framework: frameworkOf(manifests),
    ...(await readGit(root)),
    markers,
    errors: errorsIn(await read(/^errors\.md$/i)),
    source,
  };
}

async function readAll(root: string, markers: readonly string[]): Promise<string> {
  const texts: string[] = [];
  for (const marker of markers) {
    const text = marker === '.git' ? '' : ((await readText(root, [marker])) ?? '');
    texts.push(marker.endsWith('.json') ? dependenciesIn(text) : text);
  }
  return texts.join('\n');
}

/** The names alone: other words of a package.json ("what is next") mean nothing. */
function dependenciesIn(json: string): string {
  const lists = /"(?:(?:dev|peer)?Dependencies|dependencies|require(?:-dev)?|imports)"\s*:\s*\{([^}]*)\}/g;
  return [...json.matchAll(lists)].map(([, list]) => list).join('\n');
}

async function readFeatures(root: string): Promise<Discovered['features']> {
  const found: Discovered['features'] = [];
  for await (const { name, parts } of walkDirectory({ root, under: ['features'], maxDepth: 1 }))
    if (name.endsWith('.json')) found.push(...featuresIn((await readText(root, parts)) ?? ''));
  const byName = new Map(found.map((one) => [one.name.toLowerCase(), one]));
  return [...byName.values()].slice(0, mostFeatures);
}

function languageOf(markers: readonly string[], names: readonly string[], manifests: string): string | null {
  const language = markerLanguages.find(([marker]) => markers.includes(marker))?.[1] ?? null;
  if (language !== 'JavaScript') return language;
  return names.includes('tsconfig.json') || /"typescript"\s*:/.test(manifests) ? 'TypeScript' : language;
}

/** By whole words of the files that name dependencies, so that `react` is not found in `preact`. */
function frameworkOf(manifests: string): string | null {
  const words = new Set(manifests.toLowerCase().match(/[@\w][\w@./-]*/g) ?? []);
  const has = (dependency: string): boolean =>
    words.has(dependency) || [...words].some((word) => word.startsWith(`${dependency}-starter`));
  return frameworks.find(([dependency]) => has(dependency))?.[1] ?? null;
}
