import type { Readable } from 'node:stream';
import { createBrotliDecompress, createUnzip, createZstdDecompress } from 'node:zlib';
import { AppError } from '../../../platform/app-error.ts';
import { malformed } from './parse-envelope.ts';

/** Bytes of a body, as it is sent and as it is when decompressed. */
export const largestBodyBytes = 10 * 1024 * 1024;
const longestMs = 60_000;

const decompressors: Record<string, () => NodeJS.ReadWriteStream & Readable> = {
  // `createUnzip` tells gzip from deflate by itself.
  gzip: createUnzip,
  'x-gzip': createUnzip,
  deflate: createUnzip,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

export interface ReceiveOptions {
  /** `Content-Encoding` and `Content-Length` as they were sent. */
  encoding: string | undefined;
  length: string | undefined;
  /** Takes room for bytes. @throws AppError when there is none */
  reserve(bytes: number): void;
}

/**
 * Reads a body and decompresses it as it comes, so that a small one which would become huge is given up at the limit.
 * @throws AppError BODY_TOO_LARGE, VALIDATION_FAILED for what cannot be decompressed or does not end
 */
export async function receiveBody(source: Readable, options: ReceiveOptions): Promise<Buffer> {
  if (Number(options.length ?? 0) > largestBodyBytes) throw tooLarge();
  const encoding = (options.encoding ?? '').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return await collect(source, source, options);
  const decompressor = decompressors[encoding]?.();
  if (!decompressor)
    throw malformed(
      `the content encoding ${encoding.slice(0, 40)} is not known; send gzip, deflate, br or zstd`,
    );
  return await collect(source, source.pipe(decompressor), options);
}

/** @param source what is sent @param output the same, or what decompresses it */
function collect(source: Readable, output: Readable, { reserve }: ReceiveOptions): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let [sent, size] = [0, 0];
  return new Promise<Buffer>((resolve, reject) => {
    const late = setTimeout(() => fail(malformed('the body did not end')), longestMs);
    function fail(error: unknown): void {
      clearTimeout(late);
      source.unpipe();
      source.off('data', onSent).off('data', onChunk);
      if (output !== source) output.destroy();
      // What still comes is read and forgotten, so that the reply arrives.
      source.resume();
      reject(error);
    }
    function onSent(chunk: Buffer): void {
      sent += chunk.length;
      if (sent > largestBodyBytes) fail(tooLarge());
    }
    function onChunk(chunk: Buffer): void {
      size += chunk.length;
      if (size > largestBodyBytes) return fail(tooLarge());
      try {
        reserve(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        fail(error);
      }
    }
    if (output !== source) source.on('data', onSent);
    output.on('data', onChunk);
    // It may have broken off while the key was looked up.
    if (source.destroyed) return fail(malformed('the body broke off'));
    source.on('error', () => fail(malformed('the body broke off')));
    source.on('close', () => {
      if (!source.readableEnded) fail(malformed('the body broke off'));
    });
    if (output !== source)
      output.on('error', (error) => fail(malformed(`the body cannot be decompressed: ${error.message}`)));
    output.on('end', () => {
      clearTimeout(late);
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size));
    });
  });
}

function tooLarge(): AppError {
  return new AppError('BODY_TOO_LARGE', `A report has at most ${largestBodyBytes} bytes, decompressed.`);
}
