import { expect, it } from 'vitest';
import { createFairLine, createTurns, type InLine, type Turns } from './fair-line.ts';

interface Waiting extends InLine {
  lane: string;
}

/** Lanes as the store keeps them: each in its own order, read by pages. */
function lineOf(waiting: Waiting[], turns: Turns) {
  const lanes = [...new Set(waiting.map((one) => one.lane))].sort();
  return createFairLine<Waiting>(lanes, turns, async (lane, { limit, offset }) =>
    waiting
      .filter((one) => one.lane === lane)
      .sort((a, b) => b.priority - a.priority || a.created_at - b.created_at || a.id - b.id)
      .slice(offset, offset + limit),
  );
}

const many = (lane: string, count: number, from: number, priority = 5): Waiting[] =>
  Array.from({ length: count }, (_, index) => ({
    id: from + index,
    lane,
    priority,
    created_at: from + index,
  }));

/** What one free session works through when nothing new comes: the lanes in order. */
async function serveAll(waiting: Waiting[], turns: Turns = createTurns()): Promise<Waiting[]> {
  const served: Waiting[] = [];
  let left = [...waiting];
  while (left.length > 0) {
    const next = await lineOf(left, turns).next();
    if (!next) throw new Error('somebody waits, but nobody is next');
    turns.take(next.lane);
    served.push(next.row);
    left = left.filter((one) => one.id !== next.row.id);
  }
  return served;
}

it('lets somebody with one prompt go second, behind a thousand older ones', async () => {
  const served = await serveAll([...many('flood', 1000, 1), ...many('person', 1, 5000)]);
  expect(served.findIndex((one) => one.lane === 'person')).toBeLessThanOrEqual(1);
});

it('puts priority above turns', async () => {
  const served = await serveAll([...many('a', 3, 1, 5), ...many('b', 2, 10, 6)]);
  expect(served.map((one) => one.lane).join('')).toBe('bbaaa');
});

it('does not take the turn of a lane whose first prompt finds no session', async () => {
  const turns = createTurns();
  const waiting = [...many('a', 2, 1), ...many('b', 3, 10)];
  for (const expected of [2, 10]) {
    const line = lineOf(waiting, turns);
    let next = await line.next();
    while (next && (next.row.id === 1 || !waiting.includes(next.row))) next = await line.next();
    expect(next?.row.id).toBe(expected);
    if (next) turns.take(next.lane);
    waiting.splice(waiting.indexOf(next?.row as Waiting), 1);
  }
});

it('looks at every prompt once, whatever the page size', async () => {
  const waiting = [...many('a', 450, 1), ...many('b', 33, 1000), ...many('c', 1, 2000)];
  const line = lineOf(waiting, createTurns());
  const seen: number[] = [];
  for (let next = await line.next(); next; next = await line.next()) seen.push(next.row.id);
  expect(seen.sort((a, b) => a - b)).toEqual(waiting.map((one) => one.id));
});

/** Small seeded generator (mulberry32): a failure names the seed that repeats it. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

it.each(Array.from({ length: 60 }, (_, seed) => seed + 1))(
  'keeps its promises on random queues (seed %i)',
  async (seed) => {
    const random = randomOf(seed);
    const laneCount = 1 + random(5);
    const turns = createTurns();
    let nextId = 1;
    let waiting: Waiting[] = [];
    /** Lane → how many times others of the same priority went since this lane was first in line and waited. */
    const passedOver = new Map<string, number>();
    for (let step = 0; step < 150; step += 1) {
      for (let count = random(4); count > 0; count -= 1) {
        const lane = random(3) === 0 ? `lane${random(laneCount)}` : 'flood';
        waiting.push({ id: nextId, lane, priority: random(3), created_at: nextId });
        nextId += 1;
      }
      const next = await lineOf(waiting, turns).next();
      if (!next) continue;
      const highest = Math.max(...waiting.map((one) => one.priority));
      expect(next.row.priority).toBe(highest);
      const ofLane = waiting.filter((one) => one.lane === next.lane && one.priority === highest);
      expect(next.row.id).toBe(Math.min(...ofLane.map((one) => one.id)));
      const contenders = new Set(waiting.filter((one) => one.priority === highest).map((one) => one.lane));
      for (const lane of contenders) {
        const count = lane === next.lane ? 0 : (passedOver.get(lane) ?? 0) + 1;
        passedOver.set(lane, count);
        expect(count).toBeLessThanOrEqual(laneCount + 1);
      }
      for (const lane of passedOver.keys()) if (!contenders.has(lane)) passedOver.delete(lane);
      turns.take(next.lane);
      waiting = waiting.filter((one) => one.id !== next.row.id);
    }
  },
);

it('gives a sender with many lanes no more turns than one with a single lane', async () => {
  const ofMany = Array.from({ length: 20 }, (_, index) => many(`flood/${index}`, 10, 1 + index * 10)).flat();
  const served = await serveAll([...ofMany, ...many('person/', 10, 5000)]);
  expect(served.slice(0, 20).filter((one) => one.lane === 'person/')).toHaveLength(10);
});

it('gives the projects of one sender turns with each other', async () => {
  const served = await serveAll([
    ...many('ada/1', 50, 1),
    ...many('ada/2', 5, 1000),
    ...many('bob/', 5, 2000),
  ]);
  const firstTwenty = served.slice(0, 20).map((one) => one.lane);
  expect(firstTwenty.filter((lane) => lane === 'ada/2')).toHaveLength(5);
  expect(firstTwenty.filter((lane) => lane === 'bob/')).toHaveLength(5);
});
