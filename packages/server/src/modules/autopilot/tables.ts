import type {
  AutopilotConstraints,
  AutopilotEvidence,
  AutopilotMilestoneStatus,
  AutopilotMode,
  AutopilotPhase,
  AutopilotRisk,
  AutopilotRunStatus,
  AutopilotStep,
  PhaseVerdict,
  ScopeItem,
  TestRun,
} from '@architect/contracts/autopilot';
import type { Generated, Selectable } from 'kysely';
import type { Database, Tx } from '../../platform/context.ts';

interface SettingsColumns {
  project_id: number;
  mode: AutopilotMode;
  is_enabled: boolean;
  is_paused: boolean;
  goal: string;
  constraints_json: AutopilotConstraints;
  prompts_at_a_time: number;
  prompts_per_day: number;
  cost_per_day_usd: number | null;
  looked_at: number | null;
  updated_by: string;
  updated_at: number;
}

interface MilestoneColumns {
  id: Generated<number>;
  project_id: number;
  work_key: string;
  name: string;
  goal: string;
  scope_json: ScopeItem[];
  done_when_json: string[];
  risk_score: number;
  risk_factors_json: AutopilotRisk['factors'];
  status: AutopilotMilestoneStatus;
  reason: string | null;
  decided_by: string | null;
  decided_at: number | null;
  evidence_json: AutopilotEvidence | null;
  created_at: number;
  started_at: number | null;
  completed_at: number | null;
}

export interface RunColumns {
  id: Generated<number>;
  milestone_id: number;
  project_id: number;
  name: string;
  run_number: number;
  status: AutopilotRunStatus;
  phase: AutopilotPhase;
  /** Of the phase. */
  attempt: number;
  version: number;
  branch: string;
  session: string | null;
  remark: string | null;
  remarks_json: string[];
  blocked_because: string | null;
  question: string | null;
  interaction_id: number | null;
  waiting_because: string | null;
  waits_until: number | null;
  created_at: number;
  started_at: number | null;
  completed_at: number | null;
}

export interface StepColumns {
  id: Generated<number>;
  run_id: number;
  project_id: number;
  phase: AutopilotPhase;
  attempt: number;
  prompt_id: number;
  session: string | null;
  outcome: AutopilotStep['outcome'];
  verdict: PhaseVerdict | null;
  answer: string | null;
  test_run_json: TestRun | null;
  error: string | null;
  cost_usd: number | null;
  created_at: number;
  ended_at: number | null;
}

export interface AutopilotTables {
  autopilot_settings: SettingsColumns;
  autopilot_milestones: MilestoneColumns;
  autopilot_runs: RunColumns;
  autopilot_steps: StepColumns;
}

export type SettingsRow = Selectable<SettingsColumns>;
export type MilestoneRow = Selectable<MilestoneColumns>;
export type RunRow = Selectable<RunColumns>;
export type StepRow = Selectable<StepColumns>;
export type Source = Pick<Database | Tx, 'tables'>;

export const from = (source: Source) => source.tables<AutopilotTables>();
