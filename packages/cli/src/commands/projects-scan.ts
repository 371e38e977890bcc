import { resolve } from 'node:path';
import { type Discovered, discoveryEndpoints } from '@architect/contracts/discovery';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { readId } from '../read-number.ts';
import { showScanProgress } from '../show-scan-progress.ts';

interface ScanFlags {
  depth: number;
  import?: boolean;
  json?: boolean;
}

/** `architect projects scan`: which projects lie in the source directories, and imports those that are not known yet. */
export function addProjectsScan(projects: Command, context: CommandContext): void {
  projects
    .command('scan')
    .description('look for projects in directories of the server, and import them')
    .argument('[directory...]', 'where to look; default: the directories of CODE_SOURCES')
    .option('--depth <levels>', 'levels of directories below each, 1 to 6', readId, 2)
    .option('--import', 'import each project that is not known yet: all of it, or nothing')
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action((directories: string[], flags: ScanFlags) => scan(directories, flags, context));
}

const examples = `
Ctrl-C ends a scan. Projects that were imported before it stay; no project is imported in part.

Examples:
  architect projects scan
  architect projects scan ~/code --depth 3 --import`;

async function scan(directories: string[], flags: ScanFlags, context: CommandContext): Promise<void> {
  const { output } = context;
  const server = await context.connect();
  const paths = directories.map((one) => resolve(one));
  const wanted = { max_depth: flags.depth, ...(paths.length > 0 && { paths }) };
  const { data, message } = await showScanProgress(
    { ...context, found: 'projects' },
    server,
    async (scan_id) => await server.call(discoveryEndpoints.scanSources, { body: { ...wanted, scan_id } }),
  );
  const found = data.discovered;
  if (flags.import)
    for (const one of found.filter(({ project_id }) => project_id === null))
      one.project_id = (await server.call(discoveryEndpoints.importProject, { body: { path: one.path } })).id;
  if (flags.json) output.json(data);
  else show(found, output);
  if (message) output.note(message);
  if (data.is_cut) output.note('There is more than a scan takes: not everything was looked at.');
  for (const fault of data.faults) output.note(`${fault.path}: ${fault.message}`);
  if (data.faults.length > 0) context.setExitCode(exitCodes.failed);
}

function show(found: readonly Discovered[], output: CommandContext['output']): void {
  if (found.length === 0) return output.note('No project was found.');
  output.table(found, [
    { title: 'PROJECT', value: ({ project_id }) => (project_id === null ? 'new' : String(project_id)) },
    { title: 'NAME', value: ({ name }) => name, maxCells: 30 },
    { title: 'LANGUAGE', value: ({ language, framework }) => framework ?? language ?? '' },
    { title: 'FEATURES', value: ({ features }) => String(features.length) },
    { title: 'PATH', value: ({ path }) => path, maxCells: 70 },
  ]);
}
