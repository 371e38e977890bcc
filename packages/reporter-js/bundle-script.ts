import { join } from 'node:path';
import { build } from 'vite';

/** The reporter as one file for `<script>`: everything under the global `ArchitectReporter`. */
export async function bundleScript(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    root: import.meta.dirname,
    build: {
      write: false,
      target: 'es2020',
      minify: true,
      lib: {
        entry: join(import.meta.dirname, 'src/script.ts'),
        name: 'ArchitectReporter',
        formats: ['iife'],
      },
    },
  });
  const [{ output } = { output: [] }] = Array.isArray(result) ? result : [result as never];
  const chunk = output.find((one: { type: string }) => one.type === 'chunk');
  if (!chunk || !('code' in chunk)) throw new Error('vite made no script');
  return String(chunk.code);
}
