import { discoveryEndpoints, type ImportedProject } from '@architect/contracts/discovery';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { faultText } from '../../lib/api.ts';
import { useApi } from '../../lib/app-context.tsx';
import { queryKeys } from '../../lib/query-keys.ts';

/** What became of an import; `path` is told to whoever marks what is imported. */
export type ImportState =
  | { is: 'busy' }
  | { is: 'done'; imported: ImportedProject }
  | { is: 'failed'; why: string };

interface Wish {
  path: string;
  /** Change the project that is known; else it must be new. */
  update?: boolean;
  dry_run?: boolean;
}

/** Imports projects one after the other and keeps what became of each. */
export function useImport(onImported: (path: string, projectId: number) => void) {
  const api = useApi();
  const client = useQueryClient();
  const [states, setStates] = useState<ReadonlyMap<string, ImportState>>(new Map());
  const put = (path: string, state: ImportState) => setStates((known) => new Map(known).set(path, state));

  async function importOne(wish: Wish): Promise<void> {
    put(wish.path, { is: 'busy' });
    try {
      const { data } = await api.call(discoveryEndpoints.importProject, { body: wish });
      put(wish.path, { is: 'done', imported: data });
      if (!data.dry_run) onImported(wish.path, data.id);
    } catch (error) {
      put(wish.path, { is: 'failed', why: faultText(error) });
    }
  }

  return {
    states,
    isBusy: [...states.values()].some(({ is }) => is === 'busy'),
    async importAll(wishes: readonly Wish[]): Promise<void> {
      for (const wish of wishes) await importOne(wish);
      await client.invalidateQueries({ queryKey: queryKeys.records });
    },
  };
}
