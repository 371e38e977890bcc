/** Reports on their way. Nothing of it throws, waits for ever or grows. */
export interface Outbox {
  /** False: there is no room. */
  put(body: string): boolean;
  /**
   * Resolves when every waiting report was tried, or after `timeoutMs`. True: all of them arrived.
   */
  flush(timeoutMs: number): Promise<boolean>;
  /**
   * Gives what waits to another way of sending, which tells whether it took it.
   * @param withSending also the one that is on its way: when nobody will be there to see it arrive
   */
  handOver(send: (body: string) => boolean, withSending?: boolean): void;
}

export type Fetch = (address: string, request: RequestInit) => Promise<Pick<Response, 'status' | 'headers'>>;

export interface OutboxOptions {
  address: string;
  fetch: Fetch;
  timeoutMs: number;
  /** Epoch ms. */
  now(): number;
}

interface Letter {
  body: string;
  tries: number;
}

const mostWaiting = 30;
const mostTries = 3;
const longestPauseMs = 300_000;

export function createOutbox(options: OutboxOptions): Outbox {
  const { now } = options;
  let waiting: Letter[] = [];
  let sending: Letter | null = null;
  let pausedUntil = 0;
  let faults = 0;
  const onIdle: (() => void)[] = [];

  async function sendAll(): Promise<void> {
    if (sending) return;
    for (let letter = next(); letter; letter = next()) {
      sending = letter;
      letter.tries += 1;
      const retryMs = await post(letter.body, options);
      sending = null;
      if (retryMs === null) faults = 0;
      else pause(letter, retryMs);
    }
    for (const tell of onIdle.splice(0)) tell();
  }

  const next = (): Letter | undefined => (now() < pausedUntil ? undefined : waiting.shift());

  function pause(letter: Letter, retryMs: number): void {
    faults += 1;
    const pauseMs = Math.min(Math.max(retryMs, 1_000 * 2 ** Math.min(faults, 6)), longestPauseMs);
    pausedUntil = now() + pauseMs;
    if (letter.tries < mostTries) waiting.unshift(letter);
    keepNoProcessAlive(setTimeout(() => void sendAll(), pauseMs + 10));
  }

  return {
    put(body) {
      if (waiting.length >= mostWaiting) return false;
      waiting.push({ body, tries: 0 });
      // Later, so that whoever ends the page or process right now can hand it over first.
      queueMicrotask(() => void sendAll());
      return true;
    },
    async flush(timeoutMs) {
      if (!sending && waiting.length === 0) return true;
      const idle = new Promise<void>((resolve) => onIdle.push(resolve));
      void sendAll();
      await Promise.race([idle, new Promise<void>((resolve) => setTimeout(resolve, timeoutMs))]);
      return !sending && waiting.length === 0;
    },
    handOver(send, withSending = false) {
      // Whoever did not answer a moment ago is not waited for again.
      if (now() < pausedUntil) return;
      const letters = withSending && sending ? [sending, ...waiting] : waiting;
      const left = letters.filter(({ body }) => !send(body));
      waiting = left.filter((letter) => letter !== sending);
    },
  };
}

/** @returns null: it is done, taken or refused for good; else ms after which it may be tried again */
async function post(body: string, { address, fetch, timeoutMs }: OutboxOptions): Promise<number | null> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  try {
    // Text is sent to other origins without asking first; browsers let pages go while 64 KB are on their way.
    const headers = { 'content-type': 'text/plain;charset=UTF-8' };
    const keepalive = typeof window !== 'undefined';
    const request = { method: 'POST', headers, body, keepalive, signal: late.signal };
    const reply = await fetch(address, { ...request, credentials: 'same-origin', mode: 'cors' });
    const isPassing = reply.status === 429 || reply.status === 408 || reply.status >= 500;
    return isPassing ? retryAfterMs(reply.headers.get('retry-after')) : null;
  } catch {
    // Not there, too late, or not allowed: the application must not notice.
    return 0;
  } finally {
    clearTimeout(timer);
  }
}

function retryAfterMs(header: string | null): number {
  const seconds = Number(header ?? 0);
  return Number.isFinite(seconds) ? seconds * 1_000 : 0;
}

/** Timers of browsers are numbers, and keep nothing alive. */
function keepNoProcessAlive(timer: unknown): void {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function')
    timer.unref();
}
