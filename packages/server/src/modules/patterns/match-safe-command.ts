import { type SafeCommand, safeCommands } from './built-in-patterns.ts';
import { isDelicate, locatePath } from './locate-path.ts';
import type { CommandPart } from './parse-command.ts';

/** The built-in rule that knows these words to be harmless; null when none does. Redirections are not its business. */
export function matchSafeCommand({ argv }: CommandPart, workingDir: string | null): SafeCommand | null {
  const found = safeCommands.find(
    (command) =>
      command.words.every((word, index) => argv[index] === word) &&
      isHarmless(command, argv.slice(command.words.length), workingDir),
  );
  return found ?? (isStaying(argv, workingDir) ? stay : null);
}

const stay: SafeCommand = { group: 'read', words: ['cd'], operands: 'paths' };

/** `cd` to where the session is already, as agents do; elsewhere other settings could be in force. */
function isStaying(argv: string[], workingDir: string | null): boolean {
  const [command, to = '', ...others] = argv;
  if (command !== 'cd' || others.length > 0 || to === '') return false;
  const located = locatePath(to, workingDir);
  return located.inside && located.relative === '.';
}

function isHarmless(command: SafeCommand, words: string[], workingDir: string | null): boolean {
  const operands: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const value = command.valued?.[word];
    if (value) {
      at += 1;
      if (!value.test(words[at] ?? '')) return false;
    } else if (word.startsWith('-')) {
      if (!command.flags?.test(word)) return false;
    } else operands.push(word);
  }
  return operands.every((operand, index) =>
    index < (command.leadingText ?? 0) ? true : isOperand(operand, command.operands, workingDir),
  );
}

function isOperand(word: string, kind: SafeCommand['operands'], workingDir: string | null): boolean {
  switch (kind) {
    case 'none':
      return false;
    case 'text':
      return true;
    case 'paths':
      return isReadable(word, workingDir);
    case 'revisions':
      // A range has dots inside a segment; a segment of dots alone climbs.
      return !word.startsWith('/') && !word.split(/[/:]/).includes('..') && !isDelicate(word);
  }
}

/** True for a path inside the working directory that is neither hidden nor named like a key. */
export function isReadable(path: string, workingDir: string | null): boolean {
  const located = locatePath(path, workingDir);
  return located.inside && !isDelicate(located.relative);
}
