import {
  type ErrorGroup,
  type ErrorSeverity,
  errorGroupEndpoints,
  errorSeverity,
} from '@architect/contracts/error-groups';
import { urgencies } from '@architect/contracts/records';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { CliError } from '../exit-codes.ts';
import { shortLine } from '../output.ts';
import { readId, readNumber } from '../read-number.ts';
import { findProject } from './find-place.ts';

interface Json {
  json?: boolean;
}

/** What is done to errors: resolve, ignore, reopen, edit, merge, split and bug. */
export function addErrorChanges(errors: Command, context: CommandContext): void {
  const on = (name: string, description: string) =>
    errors
      .command(name)
      .description(description)
      .argument('<id>', 'number of the error', readId)
      .option('--json', 'print JSON');
  const { resolveError, ignoreError, reopenError, mergeErrors, splitError } = errorGroupEndpoints;
  const call = async <Out>(run: (server: Awaited<ReturnType<CommandContext['connect']>>) => Promise<Out>) =>
    run(await context.connect());
  on('resolve', 'mark as resolved; a later report opens it again')
    .option('--release <name>', 'reports of older releases do not open it again')
    .action(async (id: number, { release, json }: Json & { release?: string }) => {
      const reply = await call((server) => server.call(resolveError, { params: { id }, body: { release } }));
      said(reply.data, 'resolved', { json, context });
    });
  on('ignore', 'keep quiet about it: for ever, or until one of these')
    .option('--until <time>', 'such as 2026-12-01 or 2026-12-01T08:00:00Z', readTime)
    .option('--reports <n>', 'so many more reports', readNumber(1, 1_000_000_000))
    .action(async (id: number, { until, reports, json }: Json & { until?: string; reports?: number }) => {
      const reply = await call((server) =>
        server.call(ignoreError, { params: { id }, body: { until, reports } }),
      );
      said(reply.data, 'ignored', { json, context });
    });
  on('reopen', 'open it again').action(async (id: number, { json }: Json) => {
    said((await call((server) => server.call(reopenError, { params: { id } }))).data, 'open again', {
      json,
      context,
    });
  });
  on('merge', 'merge other errors of the same project into this one')
    .argument('<others...>', 'numbers of the others')
    .action(async (id: number, others: string[], { json }: Json) => {
      const reply = await call((server) =>
        server.call(mergeErrors, { params: { id }, body: { ids: others.map(readId) } }),
      );
      said(reply.data, `what ${others.join(', ')} are part of now`, { json, context });
    });
  on('split', 'take one of its fingerprints out into an error of its own')
    .argument('<fingerprint>', 'number of the fingerprint, as show prints it', readId)
    .action(async (id: number, fingerprint_id: number, { json }: Json) => {
      const reply = await call((server) =>
        server.call(splitError, { params: { id }, body: { fingerprint_id } }),
      );
      said(reply.data, 'an error of its own', { json, context });
    });
  addEdit(on('edit', 'change whose error it is, how severe, or who looks at it'), context);
  addBug(on('bug', 'create a bug from it, with the stack, the counts and the suspects'), context);
}

interface EditFlags extends Json {
  project?: string;
  severity?: ErrorSeverity;
  status?: 'open' | 'in_progress';
  assignedTo?: string;
}

function addEdit(command: Command, context: CommandContext): void {
  command
    .option('--project <name>', 'by name or number')
    .addOption(new Option('--severity <severity>', 'how severe').choices(errorSeverity.options))
    .addOption(
      new Option('--status <status>', 'whether somebody works on it').choices(['open', 'in_progress']),
    )
    .option('--assigned-to <who>', 'who looks at it')
    .action(async (id: number, { project, severity, status, assignedTo, json }: EditFlags) => {
      const server = await context.connect();
      const project_id = project === undefined ? undefined : await findProject(server, project);
      const body = {
        project_id,
        severity,
        status,
        assigned_to: assignedTo,
      };
      if (Object.values(body).every((value) => value === undefined))
        throw new CliError('usage', 'Say what to change: architect errors edit --help shows the flags.');
      const { data } = await server.call(errorGroupEndpoints.changeError, {
        params: { id },
        body,
      });
      said(data, 'changed', { json, context });
    });
}

interface BugFlags extends Json {
  project?: string;
  title?: string;
  severity?: 'critical' | 'high' | 'medium' | 'low';
}

function addBug(command: Command, context: CommandContext): void {
  command
    .option('--project <name>', 'by name or number')
    .option('--title <text>', 'instead of its message')
    .addOption(new Option('--severity <severity>', 'of the bug').choices(urgencies.words))
    .action(async (id: number, { project, title, severity, json }: BugFlags) => {
      const server = await context.connect();
      const project_id = project === undefined ? undefined : await findProject(server, project);
      const body = { project_id, title, severity };
      const { data } = await server.call(errorGroupEndpoints.createBugOfError, { params: { id }, body });
      if (json) context.output.json(data);
      else context.output.line(`Bug ${data.id} (${shortLine(data.title, 60)}) is made of error ${id}.`);
    });
}

function said(
  error: ErrorGroup,
  what: string,
  { json, context: { output } }: { json: boolean | undefined; context: CommandContext },
): void {
  if (json) output.json(error);
  else output.line(`Error ${error.id} (${shortLine(error.message, 60)}) is ${what}.`);
}

function readTime(text: string): string {
  const ms = Date.parse(text);
  if (Number.isNaN(ms))
    throw new InvalidArgumentError('It must be a day or a time, such as 2026-12-01T08:00:00Z.');
  return new Date(ms).toISOString();
}
