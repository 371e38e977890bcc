/** How bad it is, in the words of the dashboard. */
export type Severity = 'critical' | 'error' | 'warning' | 'info';

/** One report as it is sent: the body of `POST /api/errors`. */
export interface Report {
  /** 32 hex digits; a report that is sent twice counts once. */
  event_id: string;
  /** ISO 8601. */
  timestamp: string;
  node_id: string;
  /** Name of the exception, e.g. `TypeError`. */
  error_type: string;
  message: string;
  severity: Severity;
  /** File it comes from, without line. */
  source: string;
  platform: string;
  stack_trace?: string;
  release?: string;
  environment?: string;
  url?: string;
  /** What makes reports the same error, where the stack or the message must not decide. */
  fingerprint?: string[];
  user?: Record<string, unknown>;
  tags?: Record<string, string>;
  context: Record<string, unknown>;
}

/** What a program tells about an error besides the error itself. */
export interface Details {
  severity?: Severity;
  source?: string;
  url?: string;
  fingerprint?: string[];
  user?: Record<string, unknown>;
  tags?: Record<string, string>;
  context?: Record<string, unknown>;
}
