import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  documentationEndpoints,
  type ListedDocument,
  maxDocuments,
  type ReadDocument,
} from '@architect/contracts/documentation';
import { AppError } from '../../platform/app-error.ts';
import type { ModuleContext } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import { type Files, readPlace } from '../files/index.ts';
import { createDocumentCache, type DocumentCache } from './document-cache.ts';
import { isDocument } from './is-document.ts';
import { listDocumentFiles } from './list-files.ts';
import { searchDocument, wordsToFind } from './search-document.ts';

/** The product's own directory: this file is packages/server/src/modules/documentation/index.ts. */
const productDirectory = resolve(import.meta.dirname, '../../../../..');
const productName = 'Architect Dashboard';

export interface DocumentationOptions extends Pick<ModuleContext, 'bind'> {
  files: Files;
  roots(): Promise<{ id: number; name: string; source_path: string }[]>;
}

/** Where documents lie. */
interface Shelf {
  projectId: number | null;
  name: string;
  /** Real path. */
  root: string;
}

type Fault = { project_id: number; message: string };
type Scored = { document: ListedDocument; score: number };

/** The documentation of the product and of the projects, as their Markdown files say it. */
export function createDocumentation({ bind, ...options }: DocumentationOptions): void {
  const cache = createDocumentCache();
  bind(documentationEndpoints.listDocuments, async ({ query: { q = '', project_id } }) => {
    const { shelves, faults } = await openShelves(options, project_id);
    const words = wordsToFind(q);
    const looked = await Promise.all(shelves.map((shelf) => lookThrough(shelf, words, cache)));
    const found = looked.flatMap(({ scored }) => scored);
    for (const { projectId, isCut } of looked)
      if (isCut && projectId !== null)
        faults.push({ project_id: projectId, message: `only ${maxDocuments} documents are listed` });
    // A stable sort: without words everything stays in its order.
    const documents = found.sort((a, b) => b.score - a.score).map(({ document }) => document);
    return success(documents, { faults });
  });
  bind(documentationEndpoints.getDocument, async ({ query: { path, project_id } }) =>
    success(
      project_id === undefined
        ? await readOfProduct(path, cache)
        : await readOfProject({ path, project_id }, options),
    ),
  );
}

async function openShelves(
  { roots, files }: Omit<DocumentationOptions, 'bind'>,
  only: number | undefined,
): Promise<{ shelves: Shelf[]; faults: Fault[] }> {
  const shelves: Shelf[] = only === undefined ? [await productShelf()] : [];
  const faults: Fault[] = [];
  const projects = (await roots()).filter(({ id }) => only === undefined || id === only);
  if (only !== undefined && projects.length === 0) throw noProject(only);
  for (const { id, name, source_path } of projects) {
    try {
      const root = await files.realDirectory(source_path, `the source path of project ${id}`);
      shelves.push({ projectId: id, name, root });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      faults.push({ project_id: id, message: error.message });
    }
  }
  return { shelves, faults };
}

async function productShelf(): Promise<Shelf> {
  return { projectId: null, name: productName, root: await realpath(productDirectory) };
}

/** One document after the other; the shelves are looked through side by side. */
async function lookThrough(
  shelf: Shelf,
  words: readonly string[],
  cache: DocumentCache,
): Promise<{ projectId: number | null; scored: Scored[]; isCut: boolean }> {
  const { files, isCut } = await listDocumentFiles(shelf.root, maxDocuments);
  const scored: Scored[] = [];
  for (const { parts } of files) {
    const read = readFrom(shelf, parts, cache);
    const one = lookAt(await read.catch(ignoreRefusal), words);
    if (one) scored.push(one);
  }
  return { projectId: shelf.projectId, scored, isCut };
}

/** Null for what has not all of the words. @param read null for what went away or cannot be read as text */
function lookAt(read: ReadDocument | null, words: readonly string[]): Scored | null {
  if (!read) return null;
  const { markdown, ...document } = read;
  if (words.length === 0) return { document: { ...document, match: null }, score: 0 };
  const hit = searchDocument({ ...document, text: markdown }, words);
  return hit && { document: { ...document, match: hit.match }, score: hit.score };
}

function ignoreRefusal(error: unknown): null {
  if (error instanceof AppError) return null;
  throw error;
}

async function readOfProduct(path: string, cache: DocumentCache): Promise<ReadDocument> {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (!isDocument(parts) || parts.includes('..')) throw refuse();
  return await readFrom(await productShelf(), parts, cache);
}

async function readOfProject(
  { path, project_id }: { path: string; project_id: number },
  { roots, files }: Omit<DocumentationOptions, 'bind'>,
): Promise<ReadDocument> {
  const project = (await roots()).find(({ id }) => id === project_id);
  if (!project) throw noProject(project_id);
  const place = await files.read({ path, project_id });
  const parts = place.relative_path.split('/');
  // As the path leads through links: what is read is what is listed.
  if (place.type !== 'file' || !isDocument(parts)) throw refuse();
  return documentOf({ projectId: project_id, name: project.name }, place);
}

/** @throws AppError */
async function readFrom(shelf: Shelf, parts: readonly string[], cache: DocumentCache): Promise<ReadDocument> {
  const document = await cache.get(shelf.root, parts, async () => {
    const place = await readPlace({ projectId: 0, root: shelf.root, parts: [...parts] });
    if (place.type !== 'file') throw refuse();
    return documentOf(shelf, place);
  });
  // A project may have another name by now, and two may have one directory.
  return { ...document, project_id: shelf.projectId, project: shelf.name };
}

function documentOf(
  { projectId, name }: Pick<Shelf, 'projectId' | 'name'>,
  file: { relative_path: string; size: number; modified_at: string; content: string | null },
): ReadDocument {
  const { relative_path: path, size, modified_at, content } = file;
  if (content === null) throw new AppError('FORBIDDEN', 'this is not text in UTF-8');
  const title = titleOf(content) ?? path.slice(path.lastIndexOf('/') + 1);
  return { project_id: projectId, project: name, path, title, size, modified_at, markdown: content };
}

/** The first heading, without its marks. */
function titleOf(markdown: string): string | null {
  const heading = /^#{1,2}[ \t]+(.+?)[ \t]*#*[ \t]*$/m.exec(markdown)?.[1];
  const plain = heading
    ?.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*`]|<[^>]+>|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '');
  return plain?.trim().slice(0, 200) || null;
}

function refuse(): AppError {
  return new AppError('FORBIDDEN', 'this is not a document that is listed');
}

function noProject(id: number): AppError {
  return new AppError('NOT_FOUND', `there is no project ${id} with a source path`);
}
