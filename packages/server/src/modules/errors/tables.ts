import type { ErrorGroup, ErrorGrouping } from '@architect/contracts/error-groups';
import type { Generated } from 'kysely';
import type { RecordRow, Source } from '../records/index.ts';
import type { Report } from './report.ts';

/** A row of `errors`: one group of reports. */
export interface ErrorRow extends RecordRow {
  project_id: number | null;
  error_type: string;
  message: string;
  source: string;
  severity: ErrorGroup['severity'];
  status: ErrorGroup['status'];
  platform: string | null;
  assigned_to: string | null;
  occurrence_count: number;
  first_seen: number;
  last_seen: number;
  first_release: string | null;
  last_release: string | null;
  node_id: string | null;
  environment: string | null;
  bug_id: number | null;
  resolved_at: number | null;
  resolved_in_release: string | null;
  ignored_until: number | null;
  ignored_until_count: number | null;
  regressions: number;
  grouping_json: ErrorGrouping;
}

interface FingerprintColumns {
  id: Generated<number>;
  /** The project; 0 for reports of none. */
  scope: number;
  hash: string;
  error_id: number;
  grouping_json: ErrorGrouping;
  count: number;
  first_seen: number;
  last_seen: number;
}

interface CountColumns {
  fingerprint_id: number;
  /** Epoch ms of the hour's beginning. */
  hour: number;
  /** Empty where it was not told; the next two as well. */
  node_id: string;
  release: string;
  environment: string;
  count: number;
}

interface EventColumns {
  id: Generated<number>;
  fingerprint_id: number;
  event_id: string;
  at: number;
  received_at: number;
  node_id: string | null;
  release: string | null;
  environment: string | null;
  report_json: Report;
}

/** A report that is counted, whether or not it is kept as a sample. */
interface ReceiptColumns {
  /** The project; 0 for reports of none. */
  scope: number;
  event_id: string;
  fingerprint_id: number;
  received_at: number;
}

interface KeyColumns {
  id: Generated<number>;
  project_id: number;
  name: string;
  public_key: string;
  is_enabled: boolean;
  hourly_limit: number | null;
  created_by: string;
  created_at: number;
  last_used_at: number | null;
}

interface ItemCountColumns {
  /** Epoch ms of the UTC day's beginning. */
  day: number;
  key_id: number;
  type: string;
  count: number;
}

export interface ErrorTables {
  errors: Omit<ErrorRow, 'id'> & { id: Generated<number> };
  error_fingerprints: FingerprintColumns;
  error_counts: CountColumns;
  error_events: EventColumns;
  error_receipts: ReceiptColumns;
  error_keys: KeyColumns;
  error_item_counts: ItemCountColumns;
}

export const tablesOf = (source: Source) => source.tables<ErrorTables>();
