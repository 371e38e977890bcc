import { discoveryEndpoints, type WantedScan } from '@architect/contracts/discovery';
import { AppError } from '../../platform/app-error.ts';
import { byOf } from '../../platform/by.ts';
import type { Call, ModuleContext, Running } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import { randomWord } from '../../platform/ids.ts';
import { type Files, isBelow } from '../files/index.ts';
import { findKnown, type ImportParts, importProject } from './import-project.ts';
import { scanSources } from './scan-sources.ts';

export interface DiscoveryOptions extends ModuleContext, Omit<ImportParts, 'db' | 'clock'> {
  files: Files;
  /** `CODE_SOURCES`. */
  sources: readonly string[];
}

const noSources =
  'No source directories are set. Start the server with CODE_SOURCES=/path/of/your/code (or --code-sources); an administrator may send paths.';

/** Finds projects in source directories and imports them. */
export function createDiscovery(options: DiscoveryOptions): Running {
  const { bind, files, sources, projects, events } = options;
  const running = new Map<string, AbortController>();

  async function scan({ paths, max_depth, scan_id = randomWord(16) }: WantedScan, call: Call) {
    if (paths && call.caller?.role !== 'admin')
      throw new AppError('FORBIDDEN', 'only an administrator names the directories that are looked through');
    if (running.has(scan_id)) throw new AppError('CONFLICT', `the scan ${scan_id} is running`);
    const stopping = new AbortController();
    running.set(scan_id, stopping);
    call.reply.raw.once('close', () => stopping.abort());
    let last = { path: '', directories: 0, files: 0, found: 0 };
    try {
      const { discovered, ...result } = await scanSources({
        paths: paths ?? sources,
        maxDepth: max_depth,
        signal: stopping.signal,
        realDirectory: (path) => files.realDirectory(path, `the source directory ${path}`),
        onProgress(progress) {
          last = progress;
          events.publish('scan.progress', { scan_id, ...progress, is_over: false });
        },
      });
      const marked = [];
      for (const one of discovered)
        marked.push({ ...one, project_id: (await findKnown(projects, one))?.id ?? null });
      return { scan_id, discovered: marked, ...result };
    } finally {
      running.delete(scan_id);
      events.publish('scan.progress', { scan_id, ...last, is_over: true });
    }
  }

  bind(discoveryEndpoints.scanSources, async ({ body }, call) => {
    const wanted = body ?? { max_depth: 2 };
    const isUnset = !wanted.paths && sources.length === 0;
    return success(await scan(wanted, call), isUnset ? { message: noSources } : {});
  });
  bind(discoveryEndpoints.cancelScan, ({ params: { scan_id } }) => {
    const stopping = running.get(scan_id);
    if (!stopping) throw new AppError('NOT_FOUND', `no scan ${scan_id} is running`);
    stopping.abort();
    return success({ scan_id });
  });
  bind(discoveryEndpoints.importProject, async ({ body }, call) => {
    const path = await files.realDirectory(body.path, 'the path');
    await refuseElsewhere(path, call, options);
    const imported = await importProject(path, body, { ...options, by: byOf(call) });
    const { id, features_imported } = imported;
    return success(imported, { id, features_imported });
  });
  return {
    async stop() {
      for (const stopping of running.values()) stopping.abort();
    },
  };
}

/** Operators import what lies below the configured directories. */
async function refuseElsewhere(
  path: string,
  { caller }: Call,
  { sources, files }: Pick<DiscoveryOptions, 'sources' | 'files'>,
): Promise<void> {
  if (caller?.role === 'admin') return;
  for (const source of sources) {
    const real = await files.realDirectory(source, source).catch(() => null);
    if (real !== null && isBelow(path, real)) return;
  }
  throw new AppError(
    'FORBIDDEN',
    'only an administrator imports what is not below a directory of CODE_SOURCES',
  );
}
