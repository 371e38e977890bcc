import { liveEvents } from '@architect/contracts/events';
import { expect, test } from 'vitest';
import { Live, type LiveStatus } from './live.ts';

/** Sockets and timers that the test drives. */
function createStage() {
  const sockets: FakeSocket[] = [];
  const timers: { delayMs: number; run: () => void; cancelled: boolean }[] = [];
  const live = new Live({
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    after(delayMs, run) {
      const timer = { delayMs, run, cancelled: false };
      timers.push(timer);
      return () => {
        timer.cancelled = true;
      };
    },
    random: () => 0.5,
  });
  const seen = { statuses: [] as LiveStatus[], events: [] as unknown[], gaps: 0, losses: 0 };
  live.onStatus((status) => seen.statuses.push(status));
  live.onEvent((topic, payload) => seen.events.push([topic, payload]));
  live.onGap(() => seen.gaps++);
  live.onLoss(() => seen.losses++);
  const runTimer = () => {
    const timer = timers.findLast((one) => !one.cancelled);
    if (!timer) throw new Error('no timer waits');
    timer.cancelled = true;
    timer.run();
    return timer.delayMs;
  };
  const socket = () => {
    const last = sockets.at(-1);
    if (!last) throw new Error('no socket was opened');
    return last;
  };
  live.start();
  return { live, seen, socket, sockets, runTimer };
}

class FakeSocket {
  sent: Record<string, unknown>[] = [];
  closed = false;
  private message: (data: unknown) => void = () => undefined;
  private ended: () => void = () => undefined;
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
  }
  onMessage(listener: (data: unknown) => void) {
    this.message = listener;
  }
  onClose(listener: () => void) {
    this.ended = listener;
  }
  say(message: object) {
    this.message(JSON.stringify(message));
  }
  greet(server_id: string, seq: number) {
    this.say({ type: 'hello', seq, data: { seq, server_id } });
    this.say({ type: 'pong', seq });
  }
  drop() {
    this.ended();
  }
}

test('subscribes to every topic there is', () => {
  const { socket } = createStage();
  socket().greet('a', 5);
  const topics = Object.keys(liveEvents).map((topic) => topic.replace(/\..*/, '.*'));
  expect(socket().sent[0]).toMatchObject({ type: 'subscribe', topics: expect.arrayContaining(topics) });
});

test('subscribes after the greeting and passes events on', () => {
  const { socket, seen } = createStage();
  socket().greet('a', 5);
  socket().say({ type: 'event', topic: 'prompt.changed', seq: 6, data: { id: 1 } });
  expect(socket().sent[0]).toMatchObject({ type: 'subscribe', topics: expect.arrayContaining(['prompt.*']) });
  expect(socket().sent[0]).not.toHaveProperty('since');
  expect(seen).toEqual({ statuses: ['live'], events: [['prompt.changed', { id: 1 }]], gaps: 0, losses: 0 });
});

test('resumes after the last event at the same server, without a gap', () => {
  const { socket, seen, runTimer } = createStage();
  socket().greet('a', 5);
  socket().say({ type: 'event', topic: 'prompt.changed', seq: 9, data: {} });
  socket().drop();
  expect(seen.statuses).toEqual(['live', 'reconnecting']);
  runTimer();
  socket().greet('a', 12);
  expect(socket().sent[0]).toMatchObject({ type: 'subscribe', since: 9 });
  expect(seen.gaps).toBe(0);
  expect(seen.statuses).toEqual(['live', 'reconnecting', 'live']);
});

test('another server, a refused resume and a late first connection are gaps', () => {
  const restarted = createStage();
  restarted.socket().greet('a', 5);
  restarted.socket().drop();
  restarted.runTimer();
  restarted.socket().greet('b', 1);
  expect(restarted.seen.gaps).toBe(1);
  expect(restarted.socket().sent[0]).not.toHaveProperty('since');
  restarted.socket().say({ type: 'gap', seq: 40 });
  expect(restarted.seen.gaps).toBe(2);

  const late = createStage();
  late.socket().drop();
  late.runTimer();
  late.socket().greet('a', 5);
  expect(late.seen.gaps).toBe(1);
});

test('waits longer after each failed try, at most 15 s, and begins anew after a success', () => {
  const { socket, seen, runTimer } = createStage();
  const delays = Array.from({ length: 7 }, () => {
    socket().drop();
    return runTimer();
  });
  expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  expect(seen.losses).toBe(7);
  socket().greet('a', 1);
  socket().drop();
  expect(runTimer()).toBe(500);
});

test('a connection that answers no ping is given up', () => {
  const { socket, sockets, seen, runTimer } = createStage();
  socket().greet('a', 1);
  runTimer();
  expect(socket().sent.at(-1)).toEqual({ type: 'ping' });
  runTimer();
  expect(sockets[0]?.closed).toBe(true);
  expect(seen.statuses.at(-1)).toBe('reconnecting');
});

test('is not live before the server has taken the subscription', () => {
  const { live, socket } = createStage();
  socket().say({ type: 'hello', seq: 5, data: { seq: 5, server_id: 'a' } });
  expect(socket().sent.map((message) => message.type)).toEqual(['subscribe', 'ping']);
  expect(live.status()).toBe('connecting');
  socket().say({ type: 'pong', seq: 5 });
  expect(live.status()).toBe('live');
});

test('sends nothing while disconnected and stays silent after stop', () => {
  const { live, socket, sockets } = createStage();
  expect(live.send({ type: 'ping' })).toBe(false);
  socket().greet('a', 1);
  expect(live.send({ type: 'ping' })).toBe(true);
  live.stop();
  socket().drop();
  expect(sockets).toHaveLength(1);
  expect(live.status()).toBe('connecting');
});
