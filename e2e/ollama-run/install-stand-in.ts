import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const script = resolve(import.meta.dirname, 'ollama-run.ts');

/**
 * Makes `ollama run MODEL` start the stand-in, with the very process name and command line of the real program: a link
 * to Node named `ollama`, and a script named `run` in the working directory.
 * @returns the program's path and the directory to start it in
 */
export async function installStandIn(directory: string): Promise<{ program: string; cwd: string }> {
  const cwd = join(directory, 'ollama');
  await mkdir(cwd, { recursive: true });
  await symlink(process.execPath, join(cwd, 'ollama'));
  await writeFile(join(cwd, 'run.js'), `import(${JSON.stringify(`file://${script}`)});\n`);
  return { program: join(cwd, 'ollama'), cwd };
}
