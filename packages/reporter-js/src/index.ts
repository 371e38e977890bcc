/** The reporter for any runtime; `browser`, `react`, `vue` and `node` connect it to what goes wrong by itself. */
export { createReporter, type Reporter, type ReporterOptions } from './create-reporter.ts';
export type { Fetch } from './outbox.ts';
export type { Details, Report, Severity } from './report.ts';
