import type { TerminalLine } from '@architect/contracts/terminal-line';
import { Button } from '@mantine/core';
import { providerLook } from '../../lib/looks.ts';
import classes from './compose-line.module.css';
import type { Suggestion } from './line-suggestions.ts';

/** Below the text: what may follow, and what the line means as it stands. */
export function ComposeLine(props: {
  suggestions: readonly Suggestion[];
  meaning: TerminalLine | null;
  onPick(line: string): void;
  onPlain(): void;
}) {
  const { suggestions, meaning, onPick, onPlain } = props;
  if (suggestions.length === 0 && !meaning) return null;
  return (
    <div className={classes.line}>
      {suggestions.length > 0 ? (
        <div className={classes.chips}>
          {suggestions.map(({ label, line }) => (
            <button key={line} type="button" className={classes.chip} onClick={() => onPick(line)}>
              {label}
            </button>
          ))}
        </div>
      ) : null}
      {meaning ? (
        <div className={classes.meaning}>
          <span role="status">{meaningWords(meaning)}</span>
          <Button variant="default" size="compact-xs" onClick={onPlain}>
            Take it as plain text
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** What will happen with the line, in a sentence. */
function meaningWords(meaning: TerminalLine): string {
  if (meaning.kind === 'fault') return meaning.message;
  if (meaning.kind === 'question') return 'A question about the fleet, answered here from live data.';
  if (meaning.kind !== 'prompt') return '';
  const { session, provider, priority } = meaning;
  const whom = [
    ...(session === null ? [] : [`for session ${session}`]),
    ...(provider === null ? [] : [`for ${providerLook(provider).label}`]),
  ];
  const who = whom.length === 0 ? 'for the next free agent' : whom.join(' ');
  return `A prompt ${who}${priority === null ? '' : `, priority ${priority}`}, without its prefix.`;
}
