import { ApiError } from '@architect/contracts/call-endpoint';
import { fileEndpoints, type ReadPlace, type WrittenFile } from '@architect/contracts/files';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { useApi } from './app-context.tsx';
import { queryKeys } from './query-keys.ts';

/** A file or directory of a project; the path begins at the project's source path. */
export interface FilePlace {
  projectId: number;
  path: string;
}

export function useFile({ projectId, path }: FilePlace) {
  const api = useApi();
  return useQuery<ReadPlace>({
    queryKey: queryKeys.file(projectId, path),
    // What is on the disk changes without a word.
    staleTime: 0,
    retry: false,
    queryFn: async ({ signal }) => {
      const body = { project_id: projectId, path };
      return (await api.call(fileEndpoints.readFile, { body }, signal)).data;
    },
  });
}

export function useFeatureFiles(id: number) {
  const api = useApi();
  return useQuery({
    queryKey: queryKeys.featureFiles(id),
    queryFn: async ({ signal }) =>
      (await api.call(fileEndpoints.getFeatureFiles, { params: { id } }, signal)).data,
  });
}

/** What somebody else wrote in the meantime; null: the file is not there any more. */
export type OtherVersion = { hash: string; content: string | null } | null;

export type Written = { is: 'written'; file: WrittenFile } | { is: 'changed'; current: OtherVersion };

const changedSince = z.object({
  current: z.object({ hash: z.string(), content: z.string().nullable() }).nullable(),
});

/** Writes a file that was read with this hash; null says that there was none. @throws ApiError */
export function useWriteFile({ projectId, path }: FilePlace) {
  const api = useApi();
  const client = useQueryClient();
  return async (content: string, hash: string | null): Promise<Written> => {
    try {
      const body = { project_id: projectId, path, content, hash };
      const { data } = await api.call(fileEndpoints.writeFile, { body });
      await client.invalidateQueries({ queryKey: queryKeys.files(projectId) });
      return { is: 'written', file: data };
    } catch (error) {
      const details = error instanceof ApiError ? error.reply?.details : undefined;
      const changed = changedSince.safeParse(details);
      if (changed.success) return { is: 'changed', current: changed.data.current };
      throw error;
    }
  };
}
