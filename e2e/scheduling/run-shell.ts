import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Fleet } from './start-fleet.ts';

const run = promisify(execFile);

/**
 * Runs a shell command line of a document against a fleet's server, as printed but for host and port. Whoever is signed in
 * is named in curl's own settings file.
 */
export async function runShell({ server, directory }: Fleet, command: string): Promise<string> {
  const home = join(directory, 'person');
  await mkdir(home, { recursive: true });
  const settings = `silent\nheader = "Authorization: Bearer ${server.token}"\n`;
  await writeFile(join(home, '.curlrc'), settings, { mode: 0o600 });
  const here = command.replace('http://localhost:8080', server.url);
  const env = { PATH: process.env.PATH ?? '', HOME: home, CURL_HOME: home };
  return (await run('sh', ['-c', here], { env })).stdout;
}
