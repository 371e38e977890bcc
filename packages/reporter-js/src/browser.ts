import { cleanText } from './clean-value.ts';
import { createReporter, type Reporter, type ReporterOptions } from './create-reporter.ts';
import type { Details } from './report.ts';
import { watchFetch } from './watch-fetch.ts';
import { watchXhr } from './watch-xhr.ts';

export interface BrowserOptions extends ReporterOptions {
  /** Report answers from 400 and failed requests, of `fetch` and of `XMLHttpRequest`. Default true. */
  watchFetch?: boolean;
  /** Default: the page's own. */
  window?: Window & typeof globalThis;
}

export interface BrowserReporter extends Reporter {
  /** Takes everything out again. */
  stop(): void;
}

/** What browsers tell of scripts of other origins, and a notice that means nothing. */
const noise: readonly RegExp[] = [/^(?:Uncaught )?Script error\.?$/, /ResizeObserver loop/];

/** Reports what goes wrong in a page: uncaught errors, rejections, files that do not load, failed requests. */
export function watchBrowser(options: BrowserOptions): BrowserReporter {
  const { window = globalThis.window } = options;
  const original = window.fetch.bind(window);
  const core = createReporter({
    fetch: (address, request) => original(address, request),
    ...options,
    ignore: [...noise, ...(options.ignore ?? [])],
  });
  const reporter: Reporter = {
    ...core,
    report: (error, details) => core.report(error, withPage(details, window)),
  };
  const stops = core.address === null ? [] : watchPage(reporter, window);
  if (core.address !== null && options.watchFetch !== false)
    stops.push(watchFetch(reporter, window), watchXhr(reporter, window));
  return {
    ...reporter,
    stop: () => {
      for (const stop of stops.splice(0)) stop();
    },
  };
}

function withPage(details: Details | undefined, { location, navigator }: Window): Details {
  const context = { user_agent: navigator.userAgent, ...details?.context };
  return { url: location.href, ...details, context };
}

function watchPage(reporter: Reporter, window: Window): (() => void)[] {
  const onError = (event: Event): void => {
    if (isErrorEvent(event)) return tellError(reporter, event);
    tellFile(reporter, event.target);
  };
  const onRejection = (event: PromiseRejectionEvent): void =>
    reporter.report(event.reason, { context: { type: 'unhandled_rejection' } });
  // A beacon leaves with the page; what is on its way already is kept alive by the browser.
  const onHide = (): void => reporter.handOver((body) => sendBeacon(window, reporter.address ?? '', body));
  const onVisibility = (): void => {
    if (window.document.visibilityState === 'hidden') onHide();
  };
  // Files that do not load tell it on the way down only.
  window.addEventListener('error', onError, true);
  window.addEventListener('unhandledrejection', onRejection);
  window.addEventListener('pagehide', onHide);
  window.document.addEventListener('visibilitychange', onVisibility);
  return [
    () => window.removeEventListener('error', onError, true),
    () => window.removeEventListener('unhandledrejection', onRejection),
    () => window.removeEventListener('pagehide', onHide),
    () => window.document.removeEventListener('visibilitychange', onVisibility),
  ];
}

const isErrorEvent = (event: Event): event is ErrorEvent => 'message' in event && 'lineno' in event;

function tellError(reporter: Reporter, { error, message, filename, lineno, colno }: ErrorEvent): void {
  const thrown: unknown = error ?? { name: 'Error', message };
  const context = { type: 'uncaught_error', line: lineno, column: colno };
  reporter.report(thrown, { ...(filename ? { source: filename.replace(/[?#].*$/, '') } : {}), context });
}

/** A picture, script or style that did not load. */
function tellFile(reporter: Reporter, target: EventTarget | null): void {
  if (!target || !('tagName' in target)) return;
  const named = ['src', 'href', 'data'].map((name) => Reflect.get(target, name) as unknown);
  const address = named.find((one) => typeof one === 'string' && one !== '');
  if (typeof address !== 'string') return;
  const file = cleanText(address.replace(/[?#].*$/, ''), 500);
  reporter.report(
    { name: 'ResourceError', message: `Failed to load ${file}` },
    {
      severity: 'warning',
      source: file,
      context: { type: 'resource_error', element: String(target.tagName) },
    },
  );
}

function sendBeacon({ navigator }: Window, address: string, body: string): boolean {
  return typeof navigator.sendBeacon === 'function' && navigator.sendBeacon(address, body);
}
