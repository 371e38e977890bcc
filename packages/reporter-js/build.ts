import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleScript } from './bundle-script.ts';

/**
 * Writes what stands beside the modules of the published package into `dist/`: one file for `<script>`, a manifest and
 * the words for readers. `tsc` adds the modules and their types.
 * `npm publish packages/reporter-js/dist` publishes it.
 */
const here = import.meta.dirname;
const dist = join(here, 'dist');

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
writeFileSync(join(dist, 'reporter.js'), await bundleScript());
const { version, license } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const doors = ['index', 'browser', 'react', 'vue', 'node'];
const manifest = {
  ...{ name: 'architect-reporter', version, license, type: 'module' },
  description: 'Reports the errors of an application to an Architect Dashboard',
  engines: { node: '>=20' },
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
