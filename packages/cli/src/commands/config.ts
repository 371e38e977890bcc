import { ConfigError, describeConfig, loadConfig, settings } from '@architect/server/config';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { CliError } from '../exit-codes.ts';

/** `architect config`: what `serve` would run with. */
export function addConfig(program: Command, context: CommandContext): void {
  program
    .command('config')
    .description('the configuration `architect serve` would use here, secrets masked')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  PORT=9000 architect config')
    .action((flags: { json?: boolean }) => showConfig(flags, context));
}

function showConfig(flags: { json?: boolean }, { env, output }: CommandContext): void {
  try {
    const values = describeConfig(loadConfig({ env }));
    if (flags.json) return output.json(values);
    output.table(Object.values(settings), [
      { title: 'VARIABLE', value: (setting) => setting.env },
      { title: 'VALUE', value: (setting) => wordOf(values[setting.env]), maxCells: 60 },
      { title: 'SET', value: (setting) => (env[setting.env] ? 'environment' : 'default') },
      { title: 'WHAT', value: (setting) => setting.help },
    ]);
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError('failed', error.faults.join('\n  '));
    throw error;
  }
}

function wordOf(value: unknown): string {
  return value === null ? '' : String(value);
}
