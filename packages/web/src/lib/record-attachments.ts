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
      async attach(file: File) {
        const body = { name: file.name, content: await base64Of(file) };
        await api.call(attachmentEndpoints.addAttachment, { params: { kind, id }, body });
        await again();
      },
      async detach(attachment: number) {
        await api.call(attachmentEndpoints.deleteAttachment, { params: { id: attachment } });
        await again();
      },
    };
  }, [api, client, kind, id]);
}

/** The browser's own encoder, which is quick for many megabytes. */
async function base64Of(file: File): Promise<string> {
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error(`${file.name} cannot be read`));
    reader.readAsDataURL(file);
  });
  return address.slice(address.indexOf(',') + 1);
}
