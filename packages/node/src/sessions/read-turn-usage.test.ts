import type { Usage } from '@architect/contracts/usage';
import { expect, it } from 'vitest';
import type { TranscriptTurn } from '../agents/agent.ts';
import { createDeliveryFixture } from './fixture-delivery.ts';
import { readTurnUsage } from './read-turn-usage.ts';

const untold = { cache_read_tokens: null, cache_write_tokens: null, cost_usd: null, model: null };
const usage: Usage = { input_tokens: 12, output_tokens: 3, ...untold };
const turn = (change: Partial<TranscriptTurn>): TranscriptTurn[] => [
  { prompt: 'fix it', answer: 'done', ended: true, at: 0, ...change },
];

/** @param written what the transcript holds at each look; the last one stays */
async function read(written: TranscriptTurn[][] | null) {
  const { tracker, clock, attemptFor } = await createDeliveryFixture();
  let looks = 0;
  const { transcript: _own, ...agent } = tracker.agent;
  const transcript = async () => {
    looks += 1;
    return written?.[Math.min(looks, written.length) - 1] ?? [];
  };
  tracker.agent = { ...agent, ...(written && { transcript }) };
  const start = clock.now();
  return { usage: await readTurnUsage(attemptFor('fix it'), clock), looks, tookMs: clock.now() - start };
}

it.each<[string, TranscriptTurn[][] | null, Usage | null, number]>([
  ['is what the transcript tells of the ended turn', [turn({ usage })], usage, 1],
  ['waits for the end of the turn', [turn({ ended: false, usage }), turn({ usage })], usage, 2],
  ['waits for figures', [turn({}), turn({ usage })], usage, 2],
  ['takes what there is after three looks', [turn({ ended: false, usage })], usage, 3],
  ['is unknown where none are told', [turn({})], null, 3],
  ['is unknown of a text that the transcript does not hold', [turn({ prompt: 'other', usage })], null, 1],
  ['is unknown without a transcript', null, null, 0],
])('%s', async (_what, written, expected, looks) => {
  const tookMs = Math.max(0, looks - 1) * 150;
  expect(await read(written)).toEqual({ usage: expected, looks, tookMs });
});
