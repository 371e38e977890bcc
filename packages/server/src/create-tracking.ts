import type { Config } from './config.ts';
import type { ActivityTrail } from './modules/activity/index.ts';
import type { Assigner } from './modules/assigner/index.ts';
import { createAssignments } from './modules/assignments/index.ts';
import { createAttachments } from './modules/attachments/index.ts';
import { type AutopilotOptions, createAutopilot } from './modules/autopilot/index.ts';
import { type Bugs, createBugs } from './modules/bugs/index.ts';
import { createDevopsTasks, type DevopsTasks } from './modules/devops-tasks/index.ts';
import { createDiscovery } from './modules/discovery/index.ts';
import { createDocumentation } from './modules/documentation/index.ts';
import { createErrors, type Errors } from './modules/errors/index.ts';
import { createFeatures, type Features } from './modules/features/index.ts';
import { createFiles } from './modules/files/index.ts';
import { createMilestonePlans, createTodos } from './modules/milestone-plans/index.ts';
import { createMilestones } from './modules/milestones/index.ts';
import type { Nodes } from './modules/nodes/index.ts';
import { createProjectStats } from './modules/project-stats/index.ts';
import { createProjects } from './modules/projects/index.ts';
import { createRecords } from './modules/records/index.ts';
import { createSuggestions } from './modules/suggestions/index.ts';
import type { StatsSources } from './modules/system/index.ts';
import type { ModuleContext, Running } from './platform/context.ts';
import type { Http } from './platform/http/http.ts';
import type { Metrics } from './platform/telemetry/metrics.ts';

interface TrackingParts extends Pick<AutopilotOptions, 'pendingDialogs' | 'isKilled'> {
  activity: ActivityTrail;
  config: Config;
  http: Http;
  metrics: Metrics;
  assigner: Assigner;
  nodes: Nodes;
  /** The node of this machine; null: there is none. */
  localNode: string | null;
}

interface Tracking {
  running: { name: string; module: Running }[];
  ownErrors: Errors['own'];
  figures: Pick<StatsSources, 'openCritical' | 'pendingSuggestions'>;
}

/** The modules that people and agents keep their records in; a part of the list in `app.ts`. */
export function createTracking(
  context: ModuleContext,
  { activity, config, http, metrics, assigner, nodes, localNode, ...dialogs }: TrackingParts,
): Tracking {
  const records = createRecords({ ...context, historyOf: activity.historyOf });
  const attachments = createAttachments({ ...context, dataDir: config.dataDir });
  const features = createFeatures(context);
  const bugs = createBugs(context);
  const devopsTasks = createDevopsTasks(context);
  const milestones = createMilestones({
    ...context,
    counters: [features.countInMilestones, bugs.countInMilestones],
    doneIn: async (milestoneId) => ({
      features: await features.completedIn(milestoneId),
      bugs: await bugs.resolvedIn(milestoneId),
    }),
  });
  const projects = createProjects({ ...context, countCriticalBugs: bugs.countCritical });
  const files = createFiles({
    ...context,
    roots: projects.roots,
    featureOf: features.read,
    dataDir: config.dataDir,
  });
  createDocumentation({ ...context, files, roots: projects.roots });
  const milestonePlans = createMilestonePlans({
    ...context,
    everyMinutes: config.milestoneScanMinutes,
    files,
    roots: projects.roots,
    dataDir: config.dataDir,
    milestones,
    features,
    bugs,
  });
  const errors = createErrors({
    ...context,
    followMerge: attachments.followMerge,
    bugs,
    records,
    config,
    http,
    metrics,
    nodes,
    localNode,
    sourcePathOf: async (id) => (await projects.read(id)).source_path,
  });
  const discovery = createDiscovery({
    ...context,
    files,
    projects,
    features,
    errors,
    sources: config.codeSources,
  });
  const parts = { features, bugs, devopsTasks, errors, projects, records, assigner, nodes };
  createAssignments({ ...context, ...parts });
  createProjectStats({ ...context, projects, bugs, activity });
  const todos = createTodos({ ...context, files, roots: projects.roots });
  const suggestions = createSuggestions({ ...context, ...parts, milestones, todos });
  const autopilot = createAutopilot({ ...context, ...parts, ...dialogs, milestones, todos, localNode });
  const running = [
    { name: 'attachments', module: attachments },
    { name: 'errors', module: errors },
    { name: 'discovery', module: discovery },
    { name: 'milestone plans', module: milestonePlans },
    { name: 'autopilot', module: autopilot },
  ];
  const figures = {
    pendingSuggestions: suggestions.countPending,
    openCritical: async () => ({
      features: await countCritical(features, 'draft,spec,in_progress,review,blocked'),
      bugs: await countCritical(bugs, 'open,in_progress'),
      devops_tasks: await countCritical(devopsTasks, 'open,in_progress,blocked'),
    }),
  };
  return { running, ownErrors: errors.own, figures };
}

async function countCritical(records: Pick<Features | Bugs | DevopsTasks, 'list'>, open: string) {
  const wanted = { priority: 'critical', status_in: open, page: 1, per_page: 1 };
  return (await records.list(wanted)).pagination.total;
}
