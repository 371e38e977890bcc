import type { ErrorEvent, ErrorSeverity, Thrown } from '@architect/contracts/error-groups';

/** One report of an application, whichever protocol it came by; texts are cut to bounded lengths. */
export interface Report {
  /** The reporter's own id of this event; a second report with it counts once. */
  event_id: string;
  /** Epoch ms: when it happened, never in the future. */
  at: number;
  project_id: number | null;
  /** Name of the exception or kind of fault, e.g. `TypeError`. */
  error_type: string;
  message: string;
  /** The message before values were put into it; what is compared when there is no stack. */
  template?: string;
  /** File, module or place it comes from. */
  source: string;
  severity: ErrorSeverity;
  /** What the application itself says makes reports equal; null: its stack or message does. */
  fingerprint: readonly string[] | null;
  thrown: Thrown[];
  /** As it was sent, where it was sent as text. */
  stack_trace: string | null;
  node_id: string | null;
  release: string | null;
  environment: string | null;
  platform: string | null;
  url: string | null;
  user: Record<string, unknown> | null;
  tags: Record<string, string>;
  breadcrumbs: ErrorEvent['breadcrumbs'];
  context: Record<string, unknown>;
  trace_id: string | null;
  sdk: string | null;
}

/** Longest texts that are kept, in characters. */
export const longest = { word: 200, message: 8_000, source: 1_000, stack: 100_000 } as const;
