import type { Bug } from '@architect/contracts/bugs';
import { expect, test } from 'vitest';
import { bugKind } from '../lib/record-kinds.ts';
import { clashesOf, editsOf, ownTexts, rebaseEdits } from './record-edits.ts';

const time = '2026-01-01T00:00:00Z';
const bug: Bug = {
  ...{ id: 1, version: 1, created_by: 'ada', created_at: time, updated_by: 'ada', updated_at: time },
  ...{ deleted_at: null, project_id: null, milestone_id: null, title: 'title', description: 'text' },
  ...{ severity: 'low', priority: 'low', status: 'open', assigned_to: null, labels: [], environment: null },
  ...{ resolution: '', error_id: null, respond_by: time, responded_at: null, resolved_at: null },
  resolution_hours: null,
};
const write = (texts: Record<string, string>) => {
  const edits = editsOf(bugKind, bug);
  return { ...edits, texts: { ...edits.texts, ...texts } };
};

test('only what both sides changed, each in its own way, is a question', () => {
  const edits = write({ description: 'mine' });
  const fields = (current: Bug) => clashesOf(bugKind, edits, current).map(({ field }) => field);
  expect(fields({ ...bug, version: 2, title: 'theirs' })).toEqual([]);
  expect(fields({ ...bug, version: 2, description: 'mine' })).toEqual([]);
  expect(fields({ ...bug, version: 2, description: 'theirs' })).toEqual(['description']);
});

test('edits go on top of what is there now, and take nothing of it back', () => {
  const current = { ...bug, version: 5, title: 'theirs', description: 'theirs too' };
  const rebased = rebaseEdits(bugKind, write({ description: 'mine' }), { current });
  expect([rebased.version, ownTexts(rebased)]).toEqual([5, { description: 'mine' }]);
  expect(rebased.texts.title).toBe('theirs');
  const decided = { description: 'theirs too' };
  expect(ownTexts(rebaseEdits(bugKind, write({ description: 'mine' }), { current, decided }))).toEqual({});
});
