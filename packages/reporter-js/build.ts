import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bundleScript } from './bundle-script.ts';

/**
 * Writes the package as it is published into `dist/`: ES modules with types, one file for `<script>`, and a manifest.
 * `npm publish packages/reporter-js/dist` publishes it.
 */
const here = import.meta.dirname;
const dist = join(here, 'dist');
const require = createRequire(import.meta.url);
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
execFileSync(process.execPath, [tsc, '-p', join(here, 'tsconfig.build.json')], { stdio: 'inherit' });
writeFileSync(join(dist, 'reporter.js'), await bundleScript());
const { version, license } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const doors = ['index', 'browser', 'react', 'vue', 'node'];
const manifest = {
  ...{ name: 'architect-reporter', version, license, type: 'module' },
  description: 'Reports the errors of an application to an Architect Dashboard',
  engines: { node: '>=18' },
  sideEffects: ['./reporter.js'],
  exports: {
    ...Object.fromEntries(
      doors.map((door) => [
        door === 'index' ? '.' : `./${door}`,
        { types: `./${door}.d.ts`, default: `./${door}.js` },
      ]),
    ),
    './reporter.js': './reporter.js',
  },
};
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
copyFileSync(join(here, 'README.md'), join(dist, 'README.md'));
copyFileSync(join(here, '../../LICENSE'), join(dist, 'LICENSE'));
