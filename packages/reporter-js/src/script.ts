import { type BrowserOptions, type BrowserReporter, watchBrowser } from './browser.ts';
import type { Details } from './report.ts';

/**
 * The file for `<script src="https://dashboard.example/reporter.js" data-node-id="shop-web">`: it starts by itself where
 * it is given a node id, and reports to the dashboard that it came from unless `data-url` or `data-dsn` names another.
 * All of it is under `window.ArchitectReporter`.
 */
export { createReporter } from './create-reporter.ts';
export { createErrorBoundary } from './react.ts';
export { watchVue } from './vue.ts';
export { watchBrowser };

export const reporter: BrowserReporter | null = start();

/** Reports anything that was thrown. Does nothing where the file was given no node id. */
export function report(error: unknown, details?: Details): void {
  reporter?.report(error, details);
}

function start(): BrowserReporter | null {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement) || !script.dataset.nodeId) return null;
  return watchBrowser(optionsOf(script));
}

function optionsOf({ src, dataset }: HTMLScriptElement): BrowserOptions {
  const { nodeId = '', dsn, url, release, environment, ignore, maxPerMinute } = dataset;
  return {
    ...{ nodeId, dsn, release, environment },
    url: url ?? src.replace(/\/reporter\.js(?:[?#].*)?$/, ''),
    ...(ignore ? { ignore: ignore.split('|') } : {}),
    ...(maxPerMinute ? { maxPerMinute: Number(maxPerMinute) } : {}),
    watchFetch: dataset.watchFetch !== 'off',
    beforeSend: (report) => (isSkipped(dataset.skipPaths) ? null : report),
  };
}

/** `data-skip-paths="/admin|/errors"`: pages that report nothing. */
function isSkipped(paths: string | undefined): boolean {
  return paths?.split('|').some((path) => location.pathname.startsWith(path)) ?? false;
}
