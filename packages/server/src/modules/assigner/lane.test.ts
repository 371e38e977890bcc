import { expect, it } from 'vitest';
import { laneOf, senderOf } from './lane.ts';

it('is the sender, whatever it writes besides a project', () => {
  expect(laneOf('ada', {})).toBe('ada/');
  expect(laneOf('ada', { source: 'x', tag: 'y', project: {} })).toBe('ada/');
});

it('tells projects apart, by number or by name', () => {
  const lanes = [{ project_id: 3 }, { project_id: 4 }, { project: 'auth' }].map((one) => laneOf('ada', one));
  expect(new Set(lanes).size).toBe(3);
  expect(laneOf('ada', { project_id: '3' })).toBe(lanes[0]);
  expect(lanes.map(senderOf)).toEqual(['ada', 'ada', 'ada']);
});

it('has a bounded number of lanes for a sender', () => {
  const lanes = Array.from({ length: 2_000 }, (_, index) => laneOf('key:ci/cd', { project: `p${index}` }));
  expect(new Set(lanes).size).toBe(64);
  expect(senderOf(lanes[7] ?? '')).toBe('key:ci/cd');
});
