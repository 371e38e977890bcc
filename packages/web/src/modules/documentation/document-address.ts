import type { ListedDocument } from '@architect/contracts/documentation';
import { idOfAnchor } from '../../lib/headings-of.ts';

type Place = Pick<ListedDocument, 'project_id' | 'path'>;

/** Where the page of a document is. */
export function addressOf({ project_id, path }: Place): string {
  return `/documentation/${project_id ?? 'product'}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** The document that an address names; undefined for the project means an address of nothing. */
export function placeOf(shelf: string | undefined, path: string | undefined): Place | null {
  if (!shelf || !path) return null;
  if (shelf === 'product') return { project_id: null, path };
  return /^[1-9]\d*$/.test(shelf) ? { project_id: Number(shelf), path } : null;
}

/**
 * Where a link of a document leads inside of the dashboard: to a heading, or to another document of the same shelf.
 * Null for what is not shown here. Addresses with a scheme are not for this.
 */
export function resolveLink(href: string, from: Place): string | null {
  const [target = '', anchor] = href.split('#');
  const hash = anchor ? `#${idOfAnchor(decode(anchor))}` : '';
  if (target === '') return hash || null;
  const names = target.startsWith('/') ? [] : from.path.split('/').slice(0, -1);
  for (const name of decode(target).split('/')) {
    if (name === '..' && names.pop() === undefined) return null;
    if (name !== '..' && name !== '.' && name !== '') names.push(name);
  }
  const path = names.join('/');
  return /\.(md|markdown|mdx)$/i.test(path) ? addressOf({ ...from, path }) + hash : null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign: then it is meant as it is.
    return text;
  }
}
