import { type Provider, providers } from './providers.ts';

/** What one line of the session terminal means. */
export type TerminalLine =
  | { kind: 'empty' }
  /** `os:` and `sta:`: queue a prompt. Null: nothing was said about it. */
  | {
      kind: 'prompt';
      text: string;
      priority: number | null;
      provider: Provider | null;
      session: string | null;
    }
  /** `msto:`: a question about the fleet, answered from live data; empty asks for everything. */
  | { kind: 'question'; text: string }
  /** Any other first word, in lower case, with the words after it. */
  | { kind: 'command'; name: string; words: string[] }
  /** A prompt that must not be sent as it stands. */
  | { kind: 'fault'; message: string };

/**
 * Reads a line of the session terminal. Never throws.
 *
 *     os: text            for the next available session; sta: is the same
 *     os:5: text          priority 0 to 10
 *     os:codex: text      only this provider
 *     os:@web: text       only this session
 *     os:codex:5: text    several, in any order
 *     msto: question      about the fleet
 *
 * A misspelt word before the text is a fault instead of a part of the text: the prompt would go to the wrong agent.
 * With a space after `os:` everything is text.
 * @param known names that count as providers: those of this program, and what people have defined
 */
export function readTerminalLine(line: string, known: readonly string[] = providers): TerminalLine {
  const trimmed = line.trim();
  if (trimmed === '') return { kind: 'empty' };
  const [prefix = '', word = ''] = /^(os|sta|msto):/i.exec(trimmed) ?? [];
  const rest = trimmed.slice(prefix.length);
  if (word.toLowerCase() === 'msto') return { kind: 'question', text: rest.trim() };
  if (word !== '') return readPrompt(rest, known);
  const [name = '', ...words] = trimmed.split(/\s+/);
  return { kind: 'command', name: name.toLowerCase(), words };
}

/** True for a line that names more than the text, so that it matters which providers are known. */
export function namesTarget(line: string): boolean {
  return /^\s*(os|sta):[^\s:]+:/i.test(line);
}

type PromptLine = Extract<TerminalLine, { kind: 'prompt' }>;

/** The part after `os:`. */
function readPrompt(line: string, known: readonly string[]): TerminalLine {
  const prompt: PromptLine = { kind: 'prompt', text: '', priority: null, provider: null, session: null };
  let rest = line;
  for (;;) {
    const [whole, word] = /^(@?[^\s:@]+):/.exec(rest) ?? [];
    if (whole === undefined || word === undefined) break;
    const after = rest.slice(whole.length);
    const outcome = readQualifier(word, prompt, known);
    if (outcome === 'unknown' && /^\S/.test(after)) break;
    if (outcome === 'unknown') return fault(`"${word}" is no priority, provider or @session.`);
    if (outcome !== 'taken') return fault(outcome);
    rest = after;
  }
  const text = rest.trim();
  return text === '' ? { kind: 'fault', message: 'The prompt is empty.' } : { ...prompt, text };
}

/** Takes one word before the text into the prompt; says what is wrong with it. */
function readQualifier(
  word: string,
  prompt: PromptLine,
  known: readonly string[],
): 'taken' | 'unknown' | string {
  if (/^\d+$/.test(word)) {
    if (prompt.priority !== null) return 'There are two priorities.';
    if (Number(word) > 10) return 'A priority is 0 to 10.';
    prompt.priority = Number(word);
    return 'taken';
  }
  if (word.startsWith('@')) {
    if (prompt.session !== null) return 'There are two sessions.';
    prompt.session = word.slice(1);
    return 'taken';
  }
  const name = word.toLowerCase();
  if (!known.includes(name)) return 'unknown';
  if (prompt.provider !== null) return 'There are two providers.';
  prompt.provider = name;
  return 'taken';
}

function fault(message: string): TerminalLine {
  return { kind: 'fault', message: `${message} With a space after the first colon everything is text.` };
}
