import type { Suspects } from '@architect/contracts/assignments';
import type { ErrorEvent } from '@architect/contracts/error-groups';
import { AppError } from '../../platform/app-error.ts';
import type { Nodes } from '../nodes/index.ts';
import type { ErrorService } from './error-service.ts';

export interface SuspectSources {
  nodes: Pick<Nodes, 'request'>;
  /** The node of this machine, where the sources of projects are; null: this server has none. */
  localNode: string | null;
  /** Where the source of a project is; null: nobody said. */
  sourcePathOf(projectId: number): Promise<string | null>;
}

/** Commits that may have brought an error. @throws AppError NOT_FOUND */
export type SuspectsOf = (errorId: number) => Promise<Suspects>;

const mostFrames = 10;

/** Asks the node of this machine about the lines of the newest report. What cannot be known is a note, never a failure. */
export function createSuspects({
  service,
  nodes,
  localNode,
  sourcePathOf,
}: SuspectSources & { service: ErrorService }): SuspectsOf {
  return async (id) => {
    const group = await service.read(id);
    if (group.project_id === null) return nothing('the error belongs to no project');
    const root = await sourcePathOf(group.project_id);
    if (root === null) return nothing('its project has no source path');
    if (localNode === null) return nothing('this server has no node on its own machine');
    const [sample] = (await service.events(id, { page: 1, per_page: 1, sort: '-id' })).data;
    const frames = sample ? framesOf(sample) : [];
    if (frames.length === 0) return nothing('no report names a line of the application');
    // What came back was brought by something newer than the first report.
    const before = group.regressions > 0 && sample ? sample.at : group.first_seen;
    const revision = sample?.release ?? null;
    try {
      return await nodes.request(localNode, 'source.suspects', { root, frames, revision, before });
    } catch (error) {
      if (error instanceof AppError) return nothing(error.message);
      throw error;
    }
  };
}

/** Lines of the application, the last call first. */
function framesOf({ thrown }: ErrorEvent): { file: string; line: number }[] {
  const all = thrown.toReversed().flatMap(({ frames }) => frames.toReversed());
  return all
    .flatMap(({ in_app, file, line }) => (in_app && file && line && line > 0 ? [{ file, line }] : []))
    .slice(0, mostFrames);
}

function nothing(note: string): Suspects {
  return { commits: [], revision: null, note };
}
