/** What `/reporter.js` leaves in the page; see packages/reporter-js/src/script.ts. It is not there when reports are off. */
interface PageReporter {
  report(error: unknown, details?: { severity?: string; context?: Record<string, unknown> }): void;
}

/**
 * Tells of a page that broke. What nobody catches the script hears by itself; what an error boundary catches it does not.
 * The script reports nothing of the pages that show errors.
 */
export function reportOwnError(error: unknown): void {
  const reporter: unknown = Reflect.get(window, 'ArchitectReporter');
  if (isReporter(reporter)) reporter.report(error, { severity: 'critical', context: { type: 'page_broke' } });
}

const isReporter = (value: unknown): value is PageReporter =>
  typeof value === 'object' && value !== null && 'report' in value && typeof value.report === 'function';
