/** Where projects keep documentation. */
export const documentDirectories = ['docs', 'doc', 'documentation', 'wiki'];
/** Where the parts of a project lie, each with a README of its own. */
export const partDirectories = ['packages', 'apps', 'services', 'libs', 'crates', 'modules', 'plugins'];

/** Whether a file, as names from the root down, is one that is listed and may be read as documentation. */
export function isDocument(parts: readonly string[]): boolean {
  const [first = ''] = parts;
  const name = parts.at(-1) ?? '';
  if (!/\.(md|markdown|mdx)$/i.test(name)) return false;
  if (parts.length === 1 || documentDirectories.includes(first)) return true;
  return partDirectories.includes(first) && parts.length === 3 && /^readme\./i.test(name);
}
