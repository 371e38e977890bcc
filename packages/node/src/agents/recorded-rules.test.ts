import { expect, it } from 'vitest';
import { createAgentBook } from './agent-book.ts';
import recorded from './recorded-rules.json' with { type: 'json' };
import { surveyRecordings } from './survey-recordings.ts';

// When it is red: npm run survey-recordings.
it('lists the built-in rules that the recorded screens show, with their versions', async () => {
  expect(recorded).toEqual(await surveyRecordings());
});

it('shows built-in rules with the versions that they were proven with', () => {
  const agents = createAgentBook({ now: Date.now }).list();
  const claude = agents.find(({ provider }) => provider === 'claude');
  expect(claude?.origin.versions).toBe('>=2.0.60 <=2.1.330');
  expect(claude?.rules).toContainEqual({
    rule: 'claude.screen.dialog-bash',
    state: 'blocked',
    origin: { source: 'built in', line: null, versions: '>=2.0.60 <=2.1.330' },
  });
});
