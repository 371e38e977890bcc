import type { SessionState } from '@architect/contracts/sessions';
import type { ScreenReading } from './agent.ts';
import { emptyReading } from './empty-reading.ts';
import { parseResetTime } from './reset-time.ts';

export type Said = Pick<ScreenReading, 'state' | 'rule' | 'detail'>;

interface FailureRule {
  name: string;
  state: SessionState;
  pattern: RegExp;
}

/** What adapters say of a screen. `box`: what the agent's place to type in is called in its rules. */
export function createReadings(provider: string, box: 'box' | 'composer' = 'box') {
  const said = (state: SessionState, rule: string, detail: string): Said => ({
    ...{ state, rule: `${provider}.screen.${rule}`, detail: detail.slice(0, 300) },
  });
  const words = box === 'box' ? 'input box' : box;
  const restingWith = (text: string): Said =>
    text === ''
      ? said('idle', `empty-${box}`, `empty ${words}`)
      : said('idle', `${box}-with-draft`, `${words} with a draft`);
  /** The box is shown with this text in it, and nothing else is known. */
  const quiet = (text: string): ScreenReading => ({
    ...{ ...emptyReading, ...restingWith(text), boxShown: true, draft: text === '' ? null : text },
  });
  return { said, quiet };
}

/** The last message above a resting box: a failure of these rules, or a question of the agent. */
export function readEnd(
  resting: ScreenReading,
  { kind, text }: { kind: string; text: string },
  about: { said: ReturnType<typeof createReadings>['said']; rules: FailureRule[]; now: number },
): ScreenReading {
  const { said, rules, now } = about;
  const isEmpty = resting.draft === null;
  const failure = kind === 'failure' ? rules.find(({ pattern }) => pattern.test(text)) : undefined;
  /** Whoever has begun to type has seen the error; a limit stays. */
  if (failure !== undefined && (failure.state === 'limited' || isEmpty)) {
    const limitedUntil = failure.state === 'limited' ? parseResetTime(text, now) : null;
    return { ...resting, ...said(failure.state, failure.name, text), limitedUntil };
  }
  if (kind === 'answer' && isEmpty && /\?["'”’)*_]*$/u.test(text))
    return { ...resting, ...said('asking', 'text-question', text.slice(-200)) };
  return resting;
}
