import { Readable } from 'node:stream';
import { attachmentEndpoints } from '@architect/contracts/attachments';
import { AppError } from '../../platform/app-error.ts';
import { byOf } from '../../platform/by.ts';
import type { ModuleContext, Running, Tx } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import { createFileShelf } from './file-shelf.ts';
import { createAttachmentService } from './service.ts';
import { moveAttachments } from './store.ts';

interface AttachmentsModule extends Running {
  /** Errors that become one: their files are its files. */
  followMerge(tx: Tx, errors: { from: readonly number[]; to: number }): Promise<void>;
}

/** Files of records: checked, stored under random names outside of what is served, and only ever downloaded. */
export function createAttachments({
  dataDir,
  ...context
}: ModuleContext & { dataDir: string }): AttachmentsModule {
  const { bind, clock, log } = context;
  const service = createAttachmentService({ ...context, shelf: createFileShelf({ dataDir, clock }) });
  const { listAttachments, addAttachment, uploadAttachment, readAttachment, deleteAttachment } =
    attachmentEndpoints;
  bind(listAttachments, async ({ params }) => success(await service.list(params)));
  bind(addAttachment, async ({ params, body: { name, content } }, call) => {
    const bytes = Readable.from([Buffer.from(content, 'base64')]);
    const added = await service.add(params, { name, content: bytes }, byOf(call));
    return success(added, { id: added.id });
  });
  bind(uploadAttachment, async ({ params, query: { name } }, call) => {
    const { body } = call.request;
    if (!(body instanceof Readable)) throw new AppError('UNSUPPORTED_MEDIA_TYPE', wantedType);
    const added = await service.add(params, { name, content: piecesOf(body) }, byOf(call));
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
  bind(deleteAttachment, async ({ params }, call) => success(await service.remove(params.id, byOf(call))));
  let isStopped = false;
  let cancel = (): void => undefined;
  const sweep = async (): Promise<void> => {
    await service.sweep().catch((error: unknown) => log.warn({ err: error }, 'old contents were not swept'));
    if (!isStopped) cancel = clock.after(sweepEveryMs, () => void sweep());
  };
  return {
    start: sweep,
    async stop() {
      isStopped = true;
      cancel();
    },
    followMerge: (tx, errors) => moveAttachments(tx, { kind: 'error', ...errors }),
  };
}

const sweepEveryMs = 24 * 3_600_000;
const wantedType = 'Send the bytes of the file as application/octet-stream.';

/** Whoever sends may go away in the middle: that is no fault of the server. */
async function* piecesOf(body: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const piece of body) yield piece;
  } catch (error) {
    throw new AppError('VALIDATION_FAILED', 'the upload broke off', { cause: error });
  }
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
