import { type WalkedFile, walkDirectory } from '../files/index.ts';
import { documentDirectories, isDocument, partDirectories } from './is-document.ts';

/** @returns at most so many documents of one directory, its top first, and whether there are more */
export async function listDocumentFiles(
  root: string,
  most: number,
): Promise<{ files: WalkedFile[]; isCut: boolean }> {
  const files: WalkedFile[] = [];
  for (const walk of walksOf(root)) {
    for await (const file of walkDirectory(walk)) {
      if (!isDocument(file.parts)) continue;
      if (files.length >= most) return { files: readmeFirst(files), isCut: true };
      files.push(file);
    }
  }
  return { files: readmeFirst(files), isCut: false };
}

function readmeFirst(files: WalkedFile[]): WalkedFile[] {
  const isFirst = ({ name, parts }: WalkedFile): boolean => parts.length === 1 && /^readme\./i.test(name);
  return files.sort((a, b) => Number(isFirst(b)) - Number(isFirst(a)));
}

/** Only where documents are: a large project is not walked through. */
function walksOf(root: string) {
  return [
    { root, maxDepth: 0 },
    ...documentDirectories.map((name) => ({ root, under: [name] })),
    ...partDirectories.map((name) => ({ root, under: [name], maxDepth: 2 })),
  ];
}
