import { posix } from 'node:path';

export type Located = { inside: true; relative: string } | { inside: false; why: string };

/**
 * Where a path leads, judged by its words: the server cannot see the machine's links, so `..` always counts as outside,
 * and a working directory of `/` or none holds nothing that is named absolutely.
 * @param workingDir absolute; null when it is not known
 */
export function locatePath(path: string, workingDir: string | null): Located {
  if (path.split('/').includes('..'))
    return { inside: false, why: `${path} may lead out of the working directory` };
  const relative = path.startsWith('/') ? below(path, workingDir) : posix.normalize(path);
  if (relative === null) return { inside: false, why: `${path} is outside the working directory` };
  return { inside: true, relative: relative.replace(/\/$/, '') || '.' };
}

function below(path: string, workingDir: string | null): string | null {
  const root = (workingDir ?? '').replace(/\/+$/, '');
  if (!root.startsWith('/')) return null;
  const normal = posix.normalize(path);
  if (normal === root || normal === `${root}/`) return '.';
  return normal.startsWith(`${root}/`) ? normal.slice(root.length + 1) : null;
}

const secretName =
  /^(id_(rsa|dsa|ecdsa|ed25519).*|.*\.(pem|key|p12|pfx|jks|keystore|kdbx)|credentials?(\..*)?|secrets?(\..*)?)$/i;

/**
 * Hidden files hold secrets and settings that make tools run programs (`.env`, `.git/hooks`, `.claude`), so they and
 * files named like keys are never read or written without a person.
 * @param path relative, or a revision with a path behind a colon
 */
export function isDelicate(path: string): boolean {
  return path.split(/[/:]/).some((segment) => /^\.[^.]/.test(segment) || secretName.test(segment));
}
