import type { ScopeItem } from '@architect/contracts/autopilot';
import type { Bug } from '@architect/contracts/bugs';
import type { Feature } from '@architect/contracts/features';
import type { ListQuery } from '@architect/contracts/reply';
import type { Clock } from '../../platform/context.ts';
import { todoRef as todoPlace } from '../milestone-plans/index.ts';
import { findWork, type WorkSigns } from '../suggestions/index.ts';
import type { RiskSigns } from './rate-risk.ts';

/** Work that might become a milestone. Its name and goal are our own words; titles of the scope may be anybody's. */
export interface Proposal {
  /** The same for the same work. */
  key: string;
  name: string;
  goal: string;
  scope: ScopeItem[];
  doneWhen: string[];
  severity: RiskSigns['severity'];
  /** What it may take, in pieces of work. */
  size: number;
}

export interface ProposalSigns extends WorkSigns {
  bugs: { list(query: ListQuery): Promise<{ data: Bug[] }> };
  features: { list(query: ListQuery): Promise<{ data: Feature[] }> };
  clock: Clock;
}

const mostOfEach = 50;
const mostNotes = 5;
const hoursOfPiece = 4;
const tested = 'a test fails without the change and passes with it; the tests of what was touched pass';

/** What could be done in a project: errors that keep coming, open bugs, features with a spec, notes in its code. */
export async function findProposals(signs: ProposalSigns, projectId: number): Promise<Proposal[]> {
  const of = { page: 1, per_page: mostOfEach, project_id: projectId };
  const [found, bugs, features] = await Promise.all([
    findWork(signs, projectId),
    signs.bugs.list({ ...of, status: 'open', sort: '-severity,id' }),
    signs.features.list({ ...of, status: 'spec', sort: '-priority,id' }),
  ]);
  const notes = found.filter(({ origin }) => origin === 'todo').slice(0, mostNotes);
  return [
    ...found.filter(({ origin }) => origin === 'recurring_error').map(ofError),
    ...bugs.data.map(ofBug),
    ...features.data.map(ofFeature),
    ...(notes.length === 0 ? [] : [ofNotes(projectId, notes)]),
  ];
}

type Finding = Awaited<ReturnType<typeof findWork>>[number];

function ofError({ about: { id }, title, priority }: Finding): Proposal {
  return {
    key: `error:${id}`,
    name: `Repair error ${id}`,
    goal: `Find the cause of error ${id} and mend it.`,
    scope: [{ kind: 'error', id, title, place: null }],
    doneWhen: ['the cause is found and named', tested],
    severity: priority,
    size: 1,
  };
}

function ofBug({ id, title, severity }: Bug): Proposal {
  return {
    key: `bug:${id}`,
    name: `Repair bug ${id}`,
    goal: `Find the cause of bug ${id} and mend it.`,
    scope: [{ kind: 'bug', id, title, place: null }],
    doneWhen: ['the cause is found and named', tested],
    severity,
    size: 1,
  };
}

function ofFeature({ id, name, priority, estimated_hours }: Feature): Proposal {
  return {
    key: `feature:${id}`,
    name: `Build feature ${id}`,
    goal: `Build feature ${id} as its spec says.`,
    scope: [{ kind: 'feature', id, title: name, place: null }],
    doneWhen: ['everything its spec asks for works', tested],
    severity: priority,
    size: (estimated_hours ?? hoursOfPiece) / hoursOfPiece,
  };
}

function ofNotes(projectId: number, notes: Finding[]): Proposal {
  return {
    key: `notes:${projectId}`,
    name: `Work through ${notes.length} note${notes.length === 1 ? '' : 's'} in the code`,
    goal: 'Do what the notes ask for, or say why it should not be done.',
    scope: notes.map(({ title, context }) => ({ kind: 'todo', id: null, title, place: placeOf(context) })),
    doneWhen: ['each note is done and taken out of the code, or answered', tested],
    severity: notes.some(({ priority }) => priority === 'critical' || priority === 'high') ? 'medium' : 'low',
    size: notes.length,
  };
}

function placeOf(context: Finding['context']): string | null {
  const todo = todoPlace.safeParse(context?.todo).data;
  return todo ? `${todo.source_file}:${todo.line_number}` : null;
}
