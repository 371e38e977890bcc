import type { Argument, Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';

type Shell = 'bash' | 'zsh' | 'fish';

/** `architect completion`: completion scripts, made from the commands themselves. */
export function addCompletion(program: Command, context: CommandContext): void {
  const completion = program
    .command('completion')
    .description('print a completion script for your shell')
    .addHelpText('after', examples);
  for (const shell of ['bash', 'zsh', 'fish'] as const) {
    completion
      .command(shell)
      .description(`for ${shell}`)
      .action(() => printScript(shell, context));
  }
}

const examples = `
Examples:
  architect completion bash > ~/.local/share/bash-completion/completions/architect
  architect completion zsh > ~/.zfunc/_architect
  architect completion fish > ~/.config/fish/completions/architect.fish`;

async function printScript(shell: Shell, context: CommandContext): Promise<void> {
  const words = wordsOf(await context.wholeProgram(), []);
  context.output.line(
    shell === 'fish' ? fishScript(words) : shell === 'bash' ? bashScript(words) : zshScript(words),
  );
}

/** What may follow a path of commands: sub-commands and options. */
interface Words {
  path: string[];
  commands: { name: string; help: string }[];
  options: { name: string; help: string; choices: readonly string[]; takesValue: boolean }[];
}

function wordsOf(command: Command, path: string[]): Words[] {
  const shown = command.createHelp();
  const commands = shown.visibleCommands(command).filter((sub) => sub.name() !== 'help');
  const options = shown.visibleOptions(command).flatMap((option: Option) =>
    option.long
      ? [
          {
            name: option.long,
            help: option.description,
            choices: option.argChoices ?? [],
            takesValue: option.required,
          },
        ]
      : [],
  );
  const here: Words = {
    path,
    commands: commands.map((sub) => ({ name: sub.name(), help: sub.summary() || sub.description() })),
    options,
  };
  const choices = command.registeredArguments.flatMap((argument: Argument) => argument.argChoices ?? []);
  here.commands.push(...choices.map((name) => ({ name, help: '' })));
  return [here, ...commands.flatMap((sub) => wordsOf(sub, [...path, sub.name()]))];
}

/** One line of `case` for each path: `"prompts list") words="--status …" ;;` */
function casesOf(words: Words[]): string {
  return words
    .map(({ path, commands, options }) => {
      const all = [...commands.map(({ name }) => name), ...options.map(({ name }) => name)];
      return `    "${path.join(' ')}") words="${all.join(' ')}" ;;`;
    })
    .join('\n');
}

function bashScript(words: Words[]): string {
  return `# bash completion of architect
_architect() {
  local current=\${COMP_WORDS[COMP_CWORD]} path="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case " ${commandNames(words)} " in *" $word "*) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
${casesOf(words)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _architect architect`;
}

/** zsh runs the bash function through its own bridge. */
function zshScript(words: Words[]): string {
  return `#compdef architect
autoload -U +X bashcompinit && bashcompinit
${bashScript(words).replace(/^#.*\n/, '')}`;
}

function fishScript(words: Words[]): string {
  const lines = ['complete -c architect -f'];
  for (const { path, commands, options } of words) {
    const seen = path.map((name) => `__fish_seen_subcommand_from ${name}`).join('; and ');
    const none = commands.length
      ? `not __fish_seen_subcommand_from ${commands.map(({ name }) => name).join(' ')}`
      : '';
    for (const { name, help } of commands) {
      const condition = [seen, none].filter(Boolean).join('; and ');
      lines.push(`complete -c architect -n '${condition}' -a ${name} -d '${quoted(help)}'`);
    }
    for (const { name, help, choices, takesValue } of options) {
      const values = takesValue ? ` -r${choices.length ? ` -a '${choices.join(' ')}'` : ''}` : '';
      lines.push(
        `complete -c architect -n '${seen || 'true'}' -l ${name.slice(2)}${values} -d '${quoted(help)}'`,
      );
    }
  }
  return lines.join('\n');
}

function commandNames(words: Words[]): string {
  return [...new Set(words.flatMap(({ path }) => path))].join(' ');
}

function quoted(text: string): string {
  return text.replace(/'/g, '');
}
