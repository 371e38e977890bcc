import { xssPayloads } from './xss-payloads.ts';

/** So many events together have every hostile text in every list of an event, and many of them in each single field. */
export const hostileEventCount = 6;

/**
 * An event as the Sentry SDKs send it, of hostile text alone: lists hold all of it, single fields another one each.
 * @param index from 0
 */
export function hostileEvent(index: number): Record<string, unknown> {
  let next = index * 7;
  const one = (): string => xssPayloads[next++ % xssPayloads.length] ?? '';
  // Every text is in the stack of one of the events; all in all of them would be more than a report may have.
  const some = xssPayloads.slice(index * 7, index * 7 + 7);
  const named = () => Object.fromEntries(xssPayloads.map((text) => [text.slice(0, 60), text.slice(0, 400)]));
  const frame = (text: string) => ({
    ...{ filename: text, abs_path: one(), function: text, module: one(), lineno: 3, colno: 4, in_app: true },
    ...{ context_line: text, pre_context: [one(), text], post_context: [text, one()], vars: { x: text } },
  });
  const breadcrumb = (text: string) => ({
    ...{ timestamp: one(), type: one(), category: text, message: text, level: one() },
    data: { url: text, [text.slice(0, 60)]: one() },
  });
  return {
    ...{
      level: one(),
      platform: one(),
      release: one(),
      environment: one(),
      server_name: one(),
      logger: one(),
    },
    ...{ transaction: one(), culprit: one(), dist: one(), fingerprint: [`envelope ${index}`, one()] },
    logentry: { message: one(), formatted: one(), params: [...xssPayloads] },
    exception: {
      values: some.map((text) => ({
        ...{ type: text, value: text, module: one() },
        stacktrace: { frames: some.map(frame) },
      })),
    },
    tags: xssPayloads.map((text) => [text.slice(0, 60), text]),
    user: { id: one(), email: one(), username: one(), ip_address: one(), data: named() },
    request: {
      ...{
        url: `javascript:window.__xss=1//${one()}`,
        method: one(),
        query_string: one(),
        cookies: one(),
        data: named(),
      },
      ...{ headers: [[one(), one()]], env: named() },
    },
    breadcrumbs: { values: xssPayloads.map(breadcrumb) },
    contexts: {
      trace: { trace_id: one() },
      os: { name: one(), version: one() },
      [one().slice(0, 60)]: named(),
    },
    extra: named(),
    modules: named(),
    sdk: { name: one(), version: one(), packages: [{ name: one() }] },
  };
}
