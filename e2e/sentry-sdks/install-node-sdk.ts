import { installPackage } from '../support/install-package.ts';

/** The version that the proof runs on; `ARCHITECT_E2E_SENTRY_NODE` tries another one. */
const version = process.env.ARCHITECT_E2E_SENTRY_NODE ?? '9.47.2';

/**
 * The Node SDK as it is published, in the user's cache.
 * @returns a directory whose programs can import `@sentry/node`
 */
export function installNodeSdk(): Promise<string> {
  return installPackage(`@sentry/node@${version}`, `sentry-node-${version}`);
}
