import {
  type FeatureFiles,
  fileEndpoints,
  type ReadPlace,
  type WantedPlace,
  type WantedWrite,
  type WrittenFile,
} from '@architect/contracts/files';
import { type By, byOf } from '../../platform/by.ts';
import type { ModuleContext } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import { findFeatureFiles } from './find-feature-files.ts';
import { findPlace, type PlaceRules, pathOf, realDirectory, realRoot } from './find-place.ts';
import { readPlace } from './read-place.ts';
import { createTurns } from './turns.ts';
import { writeFile } from './write-file.ts';

export { isBelow } from './find-place.ts';
export { markOfFile, readPlace, readText } from './read-place.ts';
export { type WalkedFile, walkDirectory } from './walk-directory.ts';

/** Files of the projects, never of anything else. */
export interface Files {
  /** @throws AppError */
  read(wanted: WantedPlace): Promise<ReadPlace>;
  write(wanted: WantedWrite, by: By): Promise<WrittenFile>;
  ofFeature(id: number): Promise<FeatureFiles>;
  /** Real path of a directory that files may be read in. @throws AppError, which calls it `what` */
  realDirectory(path: string, what: string): Promise<string>;
}

export interface FilesOptions extends ModuleContext, PlaceRules {
  featureOf(
    id: number,
  ): Promise<{ id: number; project_id: number; name: string; description: string; spec: string }>;
}

export function createFiles(options: FilesOptions): Files {
  const { bind, roots, featureOf } = options;
  const turns = createTurns();
  const files: Files = {
    realDirectory: (path, what) => realDirectory(path, what, options),
    read: async (wanted) => await readPlace(await findPlace(wanted, options)),
    async write(wanted, by) {
      const place = await findPlace(wanted, options);
      // One after the other, so that the hash that was compared is the hash that is replaced.
      return await turns.take(pathOf(place), () => writeFile(place, wanted, { ...options, by }));
    },
    async ofFeature(id) {
      const { project_id, name, description, spec } = await featureOf(id);
      const project = (await roots()).find((one) => one.id === project_id);
      const root = project ? await realRoot(project, options) : null;
      const found = root
        ? await findFeatureFiles({ root, projectId: project_id }, { name, texts: `${description}\n${spec}` })
        : { files: [], is_cut: false };
      return { feature_id: id, project_id, root, ...found };
    },
  };
  bind(fileEndpoints.readFile, async ({ body }) => success(await files.read(body)));
  bind(fileEndpoints.writeFile, async ({ body }, call) => success(await files.write(body, byOf(call))));
  bind(fileEndpoints.getFeatureFiles, async ({ params }) => {
    const found = await files.ofFeature(params.id);
    const message = found.root === null ? 'The project has no source path: set it to see files.' : undefined;
    return success(found, message ? { message } : {});
  });
  return files;
}
