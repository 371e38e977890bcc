import { attachmentTypes } from '@architect/contracts/attachments';
import { invalidField } from '../../platform/app-error.ts';

/** First bytes by media type: https://en.wikipedia.org/wiki/List_of_file_signatures */
const beginnings: Record<string, (bytes: Buffer) => boolean> = {
  'image/png': (bytes) => begins(bytes, '89504e470d0a1a0a'),
  'image/jpeg': (bytes) => begins(bytes, 'ffd8ff'),
  'image/gif': (bytes) => begins(bytes, '474946383761') || begins(bytes, '474946383961'),
  'image/webp': (bytes) => begins(bytes, '52494646') && bytes.subarray(8, 12).toString('latin1') === 'WEBP',
  'application/pdf': (bytes) => begins(bytes, '255044462d'),
  'application/zip': (bytes) => begins(bytes, '504b0304') || begins(bytes, '504b0506'),
  'application/gzip': (bytes) => begins(bytes, '1f8b08'),
  'text/plain': isText,
};

/**
 * The media type of a file whose content is what its name says.
 * @throws AppError VALIDATION_FAILED for names that are not taken, and for content of another kind
 */
export function typeOfContent(name: string, bytes: Buffer): string {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const type = Object.hasOwn(attachmentTypes, ending) ? attachmentTypes[ending] : undefined;
  if (type === undefined)
    throw invalidField(
      'name',
      `${name} is not taken: files that end in ${Object.keys(attachmentTypes).join(', ')} are`,
    );
  if (beginnings[type]?.(bytes)) return type;
  throw invalidField('content', `it is not what the name says: ${ending} is ${type}`);
}

function begins(bytes: Buffer, hex: string): boolean {
  return bytes.subarray(0, hex.length / 2).toString('hex') === hex;
}

function isText(bytes: Buffer): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    // Not UTF-8: it is no text that a page or a terminal could show.
    return false;
  }
}
