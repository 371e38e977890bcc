import {
  type AndOr,
  type Command,
  type CommandArgument,
  type PipelineNode,
  parse,
  type Redirection,
  type Word,
  type WordPart,
} from 'unbash';

/** One simple command of a command line, with quotes removed. */
export interface CommandPart {
  /** Command name first. A glob stays as it was written. */
  argv: string[];
  /** Assignments before the command, e.g. `FOO=1 npm test`. */
  env: { name: string; value: string }[];
  /** `fd` is the descriptor that was named; null for the operator's own. */
  redirections: { op: string; fd: number | null; target: string }[];
  /** It reads what the command before it wrote. */
  isPiped: boolean;
  /** One spelling for every way to quote the same words: special characters have a backslash before them. */
  text: string;
  /** As it was written, redirections included. */
  source: string;
}

export type ParsedCommand =
  | { understood: true; commands: CommandPart[] }
  | { understood: false; why: string };

const longestLine = 4_000;

/**
 * Parses a command line as bash and refuses everything whose effect cannot be read off the words themselves:
 * substitutions, variables, control flow, functions, background, here-documents, anything but printable ASCII.
 * Bash and zsh agree on what is left.
 */
export function parseCommand(line: string): ParsedCommand {
  try {
    return { understood: true, commands: readLine(line) };
  } catch (error) {
    if (error instanceof NotUnderstood) return { understood: false, why: error.message };
    throw error;
  }
}

class NotUnderstood extends Error {}

function refuse(why: string): never {
  throw new NotUnderstood(why);
}

function readLine(line: string): CommandPart[] {
  if (line.trim() === '') refuse('the command is empty');
  if (line.length > longestLine) refuse('the command is very long');
  if (/[^ -~]/.test(line)) refuse('it has line breaks, control characters or characters other than ASCII');
  // A comment hides the rest of the line from some shells and not from others.
  if (/(^|[\s;&|()])#/.test(line)) refuse('it has a comment');
  const script = parse(line);
  const [fault] = script.errors ?? [];
  if (fault) refuse(`it is not valid shell: ${fault.message}`);
  const commands = script.commands.flatMap((statement) => {
    if (statement.background) refuse('it runs something in the background');
    return readNode(statement.command, line);
  });
  return commands.length > 0 ? commands : refuse('the command is empty');
}

function readNode(node: AndOr | PipelineNode, line: string): CommandPart[] {
  switch (node.type) {
    case 'AndOr':
      return node.commands.flatMap((command) => readNode(command, line));
    case 'Pipeline':
      if (node.prefixes.length > 0) refuse('it has "!" or "time" before a command');
      return node.commands.flatMap((command, index) =>
        readNode(command, line).map((part) => ({ ...part, isPiped: index > 0 })),
      );
    case 'Command':
      return [readCommand(node, line)];
    default:
      return refuse('it has control flow, groups or functions');
  }
}

function readCommand(command: Command, line: string): CommandPart {
  const { name, prefix, args, redirects } = command;
  if (!name) return refuse('a part of it has no command');
  if (!/^[A-Za-z0-9_./+-]+$/.test(name.text)) refuse('a command name is quoted or made by the shell');
  const env = prefix.flatMap((entry) =>
    entry.type === 'Assignment' ? [{ name: entry.name, value: entry.text.slice(entry.name.length + 1) }] : [],
  );
  const argv = [name.text, ...args.map(readArgument)];
  return {
    argv,
    env,
    redirections: redirects.map(readRedirection),
    isPiped: false,
    text: argv.map(spell).join(' '),
    source: line.slice(command.pos, command.end),
  };
}

function readArgument(argument: CommandArgument): string {
  // Only `export`, `declare` and their like have assignments as arguments.
  return argument.type === 'Word' ? readWord(argument) : refuse('it sets variables');
}

function readRedirection(redirection: Redirection): CommandPart['redirections'][number] {
  if (redirection.type !== 'Redirect') return refuse('it has a here-document or here-string');
  const { operator, descriptor, target } = redirection;
  if (descriptor && descriptor.type !== 'FileDescriptor') refuse('it opens a descriptor by name');
  if (!target) return refuse('a redirection has no target');
  const fd = descriptor?.type === 'FileDescriptor' ? descriptor.value : null;
  return { op: operator, fd, target: readWord(target) };
}

function readWord(word: Word): string {
  const { parts, text, value } = word;
  if (/^[~=]|[:=]~/.test(text)) refuse('the shell would put a path in place of "~" or "="');
  if (/^[*?]/.test(text)) refuse('what "*" stands for could begin with "-"');
  if (parts) return parts.map(readPart).join('');
  return text === value ? value : refuse('it has a backslash');
}

function readPart(part: WordPart): string {
  switch (part.type) {
    case 'Literal':
      return part.text === part.value ? part.value : refuse('it has a backslash');
    case 'SingleQuoted':
      return part.value;
    case 'DoubleQuoted':
      return part.parts
        .map((inner) =>
          inner.type === 'Literal' ? inner.value : refuse('it has a variable or a substitution'),
        )
        .join('');
    case 'Glob':
      return part.kind === 'bracket' ? refuse('it has a "[…]" pattern') : part.value;
    default:
      return refuse('it has a variable, a substitution, braces or a special quotation');
  }
}

function spell(word: string): string {
  return word === '' ? "''" : word.replace(/[^A-Za-z0-9_@%+=:,./*?^~-]/g, '\\$&');
}
