import { realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const mostSegments = 30;

/**
 * The file below a directory that a frame of a stack means, relative to it: frames name files by the path of the machine
 * or container that ran them, or by the address of a bundler. Null when there is none, when it is no plain file, or when a
 * symbolic link leads out of the directory.
 * @param root as `realpath` gives it
 * @param file e.g. `/app/src/cart.ts`, `webpack:///./src/cart.ts`
 */
export function placeInRoot(root: string, file: string): string | null {
  const path = file
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/[?#].*$/, '')
    .replaceAll('\\', '/');
  if (path.includes('\0')) return null;
  const whole = path.startsWith(`${root}/`) ? path.slice(root.length) : path;
  const segments = whole.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..') || segments.length > mostSegments) return null;
  for (let skipped = 0; skipped < segments.length; skipped += 1) {
    // A bare `index.ts` somewhere else is not the one at the top of the project.
    if (skipped > 0 && segments.length - skipped < 2) return null;
    const found = plainFile(root, segments.slice(skipped));
    if (found !== null) return found;
  }
  return null;
}

function plainFile(root: string, segments: string[]): string | null {
  const path = join(root, ...segments);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return null;
  const inside = relative(root, realpathSync(path));
  const [first] = inside.split(sep);
  return first === '..' || first === '.git' ? null : inside;
}
