import { type Attachment, attachmentEndpoints } from '@architect/contracts/attachments';
import type { RecordRef } from '@architect/contracts/records';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useApi } from './app-context.tsx';
import { queryKeys } from './query-keys.ts';

export function useAttachments({ kind, id }: RecordRef) {
  const api = useApi();
  return useQuery<Attachment[]>({
    queryKey: [...queryKeys.record(kind, id), 'attachments'],
    queryFn: async ({ signal }) =>
      (await api.call(attachmentEndpoints.listAttachments, { params: { kind, id } }, signal)).data,
  });
}

/** Adds and removes attachments of one record. */
export function useAttaching({ kind, id }: RecordRef) {
  const api = useApi();
  const client = useQueryClient();
  return useMemo(() => {
    const again = () => client.invalidateQueries({ queryKey: queryKeys.record(kind, id) });
    return {
      /** @param onProgress how much of it is sent, 0 to 1 */
      async attach(file: File, onProgress: (share: number) => void) {
        const wanted = { params: { kind, id }, query: { name: file.name } };
        await api.upload(attachmentEndpoints.uploadAttachment, wanted, { content: file, onProgress });
        await again();
      },
      async detach(attachment: number) {
        await api.call(attachmentEndpoints.deleteAttachment, { params: { id: attachment } });
        await again();
      },
    };
  }, [api, client, kind, id]);
}
