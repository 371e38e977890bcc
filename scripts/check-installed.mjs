// Succeeds when node_modules holds what package-lock.json asks for. Runs on any Node, before anything is installed.
import { existsSync, readFileSync } from 'node:fs';

const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {});
const wanted = read('package-lock.json');
const installed = read('node_modules/.package-lock.json');

const isThere = ([path, { version, link, optional, peer }]) =>
  path === '' ||
  !path.includes('node_modules/') ||
  link ||
  optional ||
  peer ||
  installed[path]?.version === version;
const isComplete = Object.entries(wanted).every(isThere) && existsSync('node_modules/node/bin/node');

process.exitCode = isComplete ? 0 : 1;
