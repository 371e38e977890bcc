import { loadConfig, type SettingName, settings } from '@architect/server/config';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { restartServer, startInBackground, stopServer, tellStatus } from './serve-background.ts';
import { runServer } from './serve-foreground.ts';

type SettingFlags = Partial<Record<SettingName, string | boolean>>;

/** `architect serve`: the dashboard. Its flags are the server's settings. */
export function addServe(program: Command, context: CommandContext): void {
  const serve = program
    .command('serve')
    .summary('start the dashboard')
    .description('Starts the dashboard on http://127.0.0.1:8080, in the foreground unless told otherwise.')
    .option('--daemon', 'run in the background; the log goes to serve.log in the data directory')
    .option('--status', 'say whether it runs')
    .option('--stop', 'end it, letting running work finish')
    .option(
      '--restart',
      'end it and start it in the background, with the flags it was started with and these',
    )
    .option('--json', 'print JSON (with --status)');
  for (const option of settingOptions()) serve.addOption(option.option);
  serve.addHelpText('after', examples).action((flags: Record<string, unknown>) => start(flags, context));
}

const examples = `
Every flag has an environment variable: architect config lists them.

Examples:
  architect serve --port 9000
  architect serve --host 0.0.0.0 --ssl --daemon
  architect serve --status
  architect serve --restart
  architect serve --stop`;

async function start(flags: Record<string, unknown>, context: CommandContext): Promise<void> {
  const config = loadConfig({ env: context.env, flags: settingFlags(flags) });
  if (flags.status) return tellStatus(config.dataDir, flags.json === true, context);
  if (flags.stop) return stopServer(config.dataDir, context);
  if (flags.restart) return restartServer(config.dataDir, process.argv.slice(3), context);
  if (flags.daemon) return startInBackground(config.dataDir, process.argv.slice(2), context);
  return runServer(config, context);
}

/** One option for each setting. Switches may stand alone: `--ssl` is `--ssl true`. */
function settingOptions(): { name: SettingName; option: Option }[] {
  return Object.entries(settings).map(([name, setting]) => {
    const isSwitch = typeof setting.schema.safeParse(undefined).data === 'boolean';
    const value = isSwitch ? '[true|false]' : '<value>';
    // Object.entries forgets that the keys are setting names.
    return {
      name: name as SettingName,
      option: new Option(
        `${setting.flag} ${value}`,
        `${setting.help} (${setting.env}${defaultWords(setting)})`,
      ),
    };
  });
}

/** `, default 8080`; nothing where it is empty or off. */
function defaultWords({ schema }: (typeof settings)[SettingName]): string {
  const value = String(schema.safeParse(undefined).data ?? '');
  return value === '' || value === 'false' ? '' : `, default ${value}`;
}

function settingFlags(flags: Record<string, unknown>): SettingFlags {
  const given: SettingFlags = {};
  for (const { name, option } of settingOptions()) {
    const value = flags[option.attributeName()];
    if (typeof value === 'string' || typeof value === 'boolean') given[name] = value;
  }
  return given;
}
