import type { AssignerLimits } from '@architect/contracts/assigner-limits';
import type { AttemptSpec, PaneMark } from '@architect/contracts/node-link';
import type { PromptErrorCode, PromptStatus, ReceiptStep } from '@architect/contracts/prompts';
import type { Provider, SessionProvider } from '@architect/contracts/providers';
import type { SessionMode } from '@architect/contracts/sessions';
import type { Generated, Kysely, Selectable } from 'kysely';
import type { AttemptState } from './attempt-steps.ts';

/** Columns of the assigner's tables; only the stores of this module name them. Times are epoch ms. */
export interface AssignerTables {
  prompts: PromptColumns;
  prompt_dependencies: { prompt_id: number; depends_on_id: number };
  prompt_attempts: AttemptColumns;
  prompt_receipts: ReceiptColumns;
  prompt_history: HistoryColumns;
  prompt_usage: UsageColumns;
  assigner_limits: LimitsColumns;
}

interface PromptColumns {
  id: Generated<number>;
  content: string;
  status: PromptStatus;
  priority: number;
  source: string;
  target_session: string | null;
  target_provider: Provider | null;
  providers_json: Provider[];
  fallback_json: Provider[];
  is_fallback_allowed: boolean;
  mode: SessionMode | null;
  assigned_session: string | null;
  node: string | null;
  response: string | null;
  error: string | null;
  error_code: PromptErrorCode | null;
  retry_count: number;
  max_retries: number;
  /** Proven refusals in a row since the last time that something was typed and sent. */
  refusals: number;
  timeout_minutes: number;
  elapsed_ms: number;
  clock_started_at: number | null;
  idempotency_key: string | null;
  metadata_json: Record<string, unknown>;
  is_archived: boolean;
  created_by: string | null;
  /** Whose prompts take turns with those of others: who sent it, and for which project. */
  lane: string | null;
  /** Null: of before there was a rule about directories. */
  is_directory_shared: boolean | null;
  created_at: number;
  assigned_at: number | null;
  started_at: number | null;
  completed_at: number | null;
}

interface AttemptColumns {
  attempt_id: string;
  prompt_id: number;
  /** 1, 2, … per prompt. */
  number: number;
  node: string;
  session: string;
  text: AttemptSpec['text'];
  mark_json: PaneMark;
  state: AttemptState;
  is_open: boolean;
  intent_at: number;
  closed_at: number | null;
  /** Closed by us while its text may have stood in the input box, and the node has not said yet that it let go. */
  is_left_behind: boolean | null;
}

interface ReceiptColumns {
  id: Generated<number>;
  prompt_id: number;
  attempt: number;
  session: string | null;
  step: ReceiptStep;
  evidence: string;
  at: number;
}

interface HistoryColumns {
  id: Generated<number>;
  prompt_id: number;
  action: string;
  session: string | null;
  actor: string | null;
  details: string;
  at: number;
}

/** One row for each turn whose agent told something. Stays when its prompt is cleared: the money is spent. */
interface UsageColumns {
  attempt_id: string;
  prompt_id: number;
  provider: SessionProvider;
  model: string | null;
  input_tokens: number | null;
  output_tokens: number | null;
  cache_read_tokens: number | null;
  cache_write_tokens: number | null;
  cost_usd: number | null;
  /** Null: the session was gone, or nobody kept it then. */
  working_dir: string | null;
  at: number;
}

/** One row at most, with id 1: what people changed. */
interface LimitsColumns {
  id: number;
  limits_json: Partial<AssignerLimits>;
  updated_by: string;
  updated_at: number;
}

export type UsageRow = Selectable<UsageColumns>;
export type PromptRow = Selectable<PromptColumns>;
export type AttemptRow = Selectable<AttemptColumns>;
export type ReceiptRow = Selectable<ReceiptColumns>;
export type HistoryRow = Selectable<HistoryColumns>;
export type AssignerDb = Kysely<AssignerTables>;
