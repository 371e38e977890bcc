import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

/**
 * Writes the fake agent as plain JavaScript into `directory` and returns its main file: without the type stripper a
 * process takes 12 MB of its own memory instead of 32, and starts in half the time.
 */
export async function buildFakeAgent(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const names = (await readdir(import.meta.dirname)).filter((name) => /^(?!build-)[a-z-]+\.ts$/.test(name));
  for (const name of names) {
    const source = await readFile(join(import.meta.dirname, name), 'utf8');
    const plain = stripTypeScriptTypes(source).replace(/(from '\.\/[a-z-]+)\.ts'/g, "$1.mjs'");
    await writeFile(join(directory, name.replace(/\.ts$/, '.mjs')), plain);
  }
  return join(directory, 'main.mjs');
}
