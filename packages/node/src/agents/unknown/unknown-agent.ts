import type { Agent } from '../agent.ts';
import { emptyReading } from '../empty-reading.ts';

/** Any program that no adapter recognises. Its state is never known, so nothing is ever typed into it. */
export const unknownAgent: Agent = {
  provider: 'unknown',
  recognise: () => 0,
  readScreen: () => ({
    state: 'unknown',
    rule: 'unknown.screen.any',
    detail: 'no adapter recognises this program',
    ...emptyReading,
  }),
  prepare: () => ({ ok: false, reason: 'the program in this session is not known' }),
  boxHolds: () => false,
  showsPrompt: () => false,
  answerKeys: () => null,
  visibleAnswer: () => null,
  settleMs: 200,
};
