import { attachmentEndpoints } from '@architect/contracts/attachments';
import { AppError } from '../../platform/app-error.ts';
import type { ModuleContext, Running } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import { byOf } from '../records/index.ts';
import { createFileShelf } from './file-shelf.ts';
import { createAttachmentService } from './service.ts';

/** Files of records: checked, stored under random names outside of what is served, and only ever downloaded. */
export function createAttachments({ dataDir, ...context }: ModuleContext & { dataDir: string }): Running {
  const { bind, clock, log } = context;
  const service = createAttachmentService({ ...context, shelf: createFileShelf({ dataDir, clock }) });
  const { listAttachments, addAttachment, readAttachment, deleteAttachment } = attachmentEndpoints;
  bind(listAttachments, async ({ params }) => success(await service.list(params)));
  bind(addAttachment, async ({ params, body: { name, content } }, call) => {
    const added = await service.add(params, { name, bytes: Buffer.from(content, 'base64') }, byOf(call));
    return success(added, { id: added.id });
  });
  bind(readAttachment, async ({ params }, { reply }) => {
    const { name, bytes } = await service.read(params.id);
    reply
      .type('application/octet-stream')
      // RFC 6266: a plain name for old programs, and the real one in UTF-8.
      .header(
        'content-disposition',
        `attachment; filename="${plainName(name)}"; filename*=UTF-8''${encodeName(name)}`,
      )
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cache-control', 'private, no-store');
    return bytes;
  });
  bind(deleteAttachment, async ({ params }, call) => {
    if (!call.caller) throw new AppError('NOT_SIGNED_IN');
    return success(await service.remove(params.id, { ...byOf(call), caller: call.caller }));
  });
  return {
    async start() {
      await service
        .sweep()
        .catch((error: unknown) => log.warn({ err: error }, 'old contents were not swept'));
    },
  };
}

function plainName(name: string): string {
  return name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
}

/** As RFC 8187 writes a name in a header. */
function encodeName(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
