import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Discovered, ScanProgress } from '@architect/contracts/discovery';
import { AppError } from '../../platform/app-error.ts';
import { inspectProject, markersIn } from './inspect-project.ts';

const mostDirectories = 20_000;
const mostProjects = 1_000;
/** Directories between two words of progress. */
const stride = 100;

/** Where people keep no projects of their own. */
const skipped = new Set(['node_modules', 'vendor', '__pycache__', 'venv', 'site-packages']);

export interface Scan {
  paths: readonly string[];
  maxDepth: number;
  signal: AbortSignal;
  /** The real path of a source. @throws AppError for one that may not be read */
  realDirectory(path: string): Promise<string>;
  onProgress(progress: Omit<ScanProgress, 'scan_id' | 'is_over'>): void;
}

export interface ScanResult {
  discovered: Omit<Discovered, 'project_id'>[];
  sources_scanned: number;
  faults: { path: string; message: string }[];
  is_cut: boolean;
}

/** Looks for projects, level by level. A project is not searched for others inside it; links are not followed. */
export async function scanSources(scan: Scan): Promise<ScanResult> {
  const result: ScanResult = { discovered: [], sources_scanned: 0, faults: [], is_cut: false };
  const seen = new Set<string>();
  for (const path of new Set(scan.paths)) {
    if (scan.signal.aborted) break;
    try {
      const source = await scan.realDirectory(path);
      await scanOne(source, { ...scan, result, seen });
      result.sources_scanned += 1;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      result.faults.push({ path, message: error.message });
    }
  }
  result.is_cut ||= scan.signal.aborted;
  return result;
}

async function scanOne(
  source: string,
  { maxDepth, signal, onProgress, result, seen }: Scan & { result: ScanResult; seen: Set<string> },
): Promise<void> {
  const queue = [{ path: source, depth: 0 }];
  for (let next = queue.shift(); next && !signal.aborted; next = queue.shift()) {
    if (seen.has(next.path)) continue;
    if (seen.size >= mostDirectories || result.discovered.length >= mostProjects) {
      result.is_cut = true;
      return;
    }
    seen.add(next.path);
    const entries = await list(next.path);
    const names = entries.map(({ name }) => name);
    const isProject = markersIn(names).length > 0;
    if (isProject) result.discovered.push(await inspectProject(next.path, { names, source }));
    if (isProject || seen.size % stride === 0)
      onProgress({ path: next.path, directories: seen.size, files: 0, found: result.discovered.length });
    // A stray package.json in the directory of all projects does not hide them.
    const isSearched = !isProject || (next.path === source && !names.includes('.git'));
    if (isSearched && next.depth < maxDepth)
      for (const { name } of entries.filter(isSearchable))
        queue.push({ path: join(next.path, name), depth: next.depth + 1 });
  }
}

function isSearchable(entry: Dirent): boolean {
  return entry.isDirectory() && !entry.name.startsWith('.') && !skipped.has(entry.name);
}

async function list(path: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // Gone since, or not ours to read.
    return [];
  }
}
