import type { ReadDocument } from '@architect/contracts/documentation';
import { markOfFile } from '../files/index.ts';

/** Characters of all documents that are remembered. */
const mostCharacters = 30_000_000;

export interface DocumentCache {
  /**
   * A document as it is now: read again only when its file was changed, replaced or moved.
   * @param root real path
   */
  get(root: string, parts: readonly string[], read: () => Promise<ReadDocument>): Promise<ReadDocument>;
}

/** Remembers documents by what the file system says of their files; looking at that takes no reading. */
export function createDocumentCache(): DocumentCache {
  let known = new Map<string, { mark: string; document: ReadDocument }>();
  let characters = 0;
  return {
    async get(root, parts, read) {
      const path = [root, ...parts].join('/');
      // Looked at before it is read: a change in between makes the mark an old one, never the document.
      const mark = await markOfFile(root, parts);
      const before = known.get(path);
      if (before && before.mark === mark) return before.document;
      const document = await read();
      if (mark === null) return document;
      characters += document.markdown.length - (before?.document.markdown.length ?? 0);
      if (characters > mostCharacters) {
        known = new Map();
        characters = document.markdown.length;
      }
      known.set(path, { mark, document });
      return document;
    },
  };
}
