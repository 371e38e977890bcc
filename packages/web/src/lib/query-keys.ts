import type { RecordKind } from '@architect/contracts/records';

/** The first word of each key names what is cached; live events find the entries by it. */
export const queryKeys = {
  login: ['login'] as const,
  sessions: ['sessions'] as const,
  session: (name: string) => ['session', name] as const,
  explanations: ['explanation'] as const,
  explanation: (name: string) => ['explanation', name] as const,
  prompts: ['prompts'] as const,
  promptList: (query: object) => ['prompts', query] as const,
  prompt: (id: number) => ['prompt', id] as const,
  interactions: ['interactions'] as const,
  interactionList: (query: object) => ['interactions', query] as const,
  records: ['records'] as const,
  recordLists: (kind: RecordKind) => ['records', kind] as const,
  recordList: (kind: RecordKind, query: object) => ['records', kind, query] as const,
  /** Who works on the rows of a list. */
  workOf: (kind: RecordKind | undefined) => ['records', 'work', kind] as const,
  projectStats: (id: number) => ['records', 'project-stats', id] as const,
  projectNames: ['records', 'project-names'] as const,
  labels: (kind: RecordKind, projectId: string) => ['labels', kind, projectId] as const,
  /** The record itself; its comments, links and so on add a word. */
  record: (kind: RecordKind, id: number) => ['record', kind, id] as const,
  recordWork: (kind: RecordKind, id: number) => ['record', kind, id, 'work'] as const,
  errorKeys: ['error-keys'] as const,
  suggestions: ['suggestions'] as const,
  /** Its settings, milestones and runs: they change together. */
  autopilot: ['autopilot'] as const,
  files: (projectId: number) => ['files', projectId] as const,
  file: (projectId: number, path: string) => ['files', projectId, path] as const,
  featureFiles: (id: number) => ['feature-files', id] as const,
  documentList: (q: string) => ['documents', q] as const,
  document: (projectId: number | null, path: string) => ['document', projectId, path] as const,
  activity: ['activity'] as const,
  activityList: (query: object) => ['activity', query] as const,
  stats: ['stats'] as const,
  agentRules: ['agent-rules'] as const,
  policy: ['policy'] as const,
  rules: ['rules'] as const,
  limits: ['limits'] as const,
  keys: ['keys'] as const,
  users: ['users'] as const,
};
