import type { Reporter } from './create-reporter.ts';
import { readAsked, tellFailure, tellStatus } from './tell-request.ts';

/**
 * Reports what `watchFetch` does of requests by `XMLHttpRequest`, which many libraries still use.
 * @returns puts the former methods back
 */
export function watchXhr(
  reporter: Reporter,
  window: { XMLHttpRequest: typeof XMLHttpRequest; location?: Location },
): () => void {
  const { prototype } = window.XMLHttpRequest;
  const { open, send } = prototype;
  const opened = new WeakMap<XMLHttpRequest, { method: string; url: string }>();

  function watchedOpen(this: XMLHttpRequest, ...given: [method: string, url: string | URL]): void {
    opened.set(this, { method: String(given[0]), url: String(given[1]) });
    Reflect.apply(open, this, given);
  }

  function watchedSend(this: XMLHttpRequest, ...given: Parameters<typeof send>): void {
    const request = opened.get(this);
    if (request) {
      const startedAt = Date.now();
      const read = () => readAsked({ ...request, startedAt }, window.location);
      const fail = (words: string) => () => tellFailure(reporter, new TypeError(words), read);
      const once = { once: true };
      this.addEventListener('load', () => tellStatus(reporter, this.status, read), once);
      this.addEventListener('error', fail('Request failed'), once);
      this.addEventListener('timeout', fail('Request took too long'), once);
    }
    Reflect.apply(send, this, given);
  }

  prototype.open = watchedOpen;
  prototype.send = watchedSend;
  return () => {
    if (prototype.open === watchedOpen) prototype.open = open;
    if (prototype.send === watchedSend) prototype.send = send;
  };
}
