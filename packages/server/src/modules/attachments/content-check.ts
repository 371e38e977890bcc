import { attachmentTypes, maxAttachmentBytes } from '@architect/contracts/attachments';
import { AppError, invalidField } from '../../platform/app-error.ts';

/** First bytes by media type: https://en.wikipedia.org/wiki/List_of_file_signatures */
const beginnings: Record<string, (bytes: Buffer) => boolean> = {
  'image/png': (bytes) => begins(bytes, '89504e470d0a1a0a'),
  'image/jpeg': (bytes) => begins(bytes, 'ffd8ff'),
  'image/gif': (bytes) => begins(bytes, '474946383761') || begins(bytes, '474946383961'),
  'image/webp': (bytes) => begins(bytes, '52494646') && bytes.subarray(8, 12).toString('latin1') === 'WEBP',
  'application/pdf': (bytes) => begins(bytes, '255044462d'),
  'application/zip': (bytes) => begins(bytes, '504b0304') || begins(bytes, '504b0506'),
  'application/gzip': (bytes) => begins(bytes, '1f8b08'),
};
const longestBeginning = 12;

/** Sees the content of a file piece by piece, and refuses it as soon as it is known to be wrong. */
export interface ContentCheck {
  mediaType: string;
  /** Bytes so far. */
  readonly size: number;
  /** @throws AppError VALIDATION_FAILED, BODY_TOO_LARGE */
  take(piece: Buffer): void;
  /** @throws AppError VALIDATION_FAILED for content of another kind than the name says, and for none */
  end(): void;
}

/** @throws AppError VALIDATION_FAILED for names that are not taken */
export function checkContent(name: string): ContentCheck {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const mediaType = Object.hasOwn(attachmentTypes, ending) ? attachmentTypes[ending] : undefined;
  if (mediaType === undefined)
    throw invalidField(
      'name',
      `${name} is not taken: files that end in ${Object.keys(attachmentTypes).join(', ')} are`,
    );
  const isTrue = mediaType === 'text/plain' ? seeText() : seeBeginning(mediaType);
  const refuseFalse = (is: boolean) => {
    if (!is) throw invalidField('content', `it is not what the name says: ${ending} is ${mediaType}`);
  };
  let size = 0;
  return {
    mediaType,
    get size() {
      return size;
    },
    take(piece) {
      size += piece.length;
      if (size > maxAttachmentBytes)
        throw new AppError('BODY_TOO_LARGE', `a file may have ${maxAttachmentBytes / 1_000_000} MB`);
      refuseFalse(isTrue(piece));
    },
    end() {
      if (size === 0) throw invalidField('content', 'the file is empty');
      refuseFalse(isTrue(null));
    },
  };
}

/** Null: there is no more. */
type Look = (piece: Buffer | null) => boolean;

function seeBeginning(mediaType: string): Look {
  let head = Buffer.alloc(0);
  return (piece) => {
    if (piece && head.length < longestBeginning)
      head = Buffer.concat([head, piece.subarray(0, longestBeginning)]);
    if (piece && head.length < longestBeginning) return true;
    return beginnings[mediaType]?.(head) ?? false;
  };
}

function begins(bytes: Buffer, hex: string): boolean {
  return bytes.subarray(0, hex.length / 2).toString('hex') === hex;
}

/** UTF-8 without NUL: else it is no text that a page or a terminal could show. */
function seeText(): Look {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return (piece) => {
    if (piece?.includes(0)) return false;
    try {
      decoder.decode(piece ?? undefined, { stream: piece !== null });
      return true;
    } catch {
      // A letter that is none, or half a letter at the end.
      return false;
    }
  };
}
