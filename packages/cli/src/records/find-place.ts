import { milestoneEndpoints } from '@architect/contracts/milestones';
import { projectEndpoints } from '@architect/contracts/projects';
import type { Server } from '../connect.ts';
import { CliError } from '../exit-codes.ts';

/** The id of a project that people name or number. @throws CliError with the names there are */
export async function findProject(server: Server, word: string): Promise<number> {
  if (/^#?\d+$/.test(word)) return Number(word.replace('#', ''));
  const { data } = await server.call(projectEndpoints.listProjects, {
    query: { per_page: 200, sort: 'name' },
  });
  return pick(data, word, 'project');
}

/** The id of a milestone that people name or number; its name is looked for in the project, when that is known. */
export async function findMilestone(server: Server, word: string, projectId: unknown): Promise<number> {
  if (/^#?\d+$/.test(word)) return Number(word.replace('#', ''));
  const project_id = typeof projectId === 'number' ? projectId : undefined;
  const query = { per_page: 200, sort: 'name', project_id };
  const { data } = await server.call(milestoneEndpoints.listMilestones, { query });
  return pick(data, word, 'milestone');
}

function pick(all: readonly { id: number; name: string }[], word: string, kind: string): number {
  const found = all.filter(({ name }) => name.toLowerCase() === word.toLowerCase());
  const [only] = found;
  if (only && found.length === 1) return only.id;
  if (found.length > 1)
    throw new CliError(
      'conflict',
      `${found.length} ${kind}s are called "${word}": name one by its number (${found.map(({ id }) => id).join(', ')}).`,
    );
  const names = all.slice(0, 10).map(({ name }) => name);
  const hint =
    names.length > 0
      ? `There are: ${names.join(', ')}${all.length > 10 ? ', …' : ''}.`
      : `There is no ${kind} yet.`;
  throw new CliError('conflict', `No ${kind} is called "${word}". ${hint}`);
}
