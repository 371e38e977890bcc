import { hash, verify } from '@node-rs/argon2';
import { sha256 } from '../../platform/ids.ts';

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** Takes as long for a user that does not exist (null) as for a wrong password. */
  verify(storedHash: string | null, password: string): Promise<boolean>;
}

/**
 * argon2id with OWASP's first recommendation: 19 MiB, 2 passes, 1 lane.
 * @param cost lower it in tests only
 */
export function createPasswordHasher(
  cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 },
): PasswordHasher {
  let decoy: Promise<string> | undefined;
  return {
    hash: (password) => hash(password, cost),
    async verify(storedHash, password) {
      if (storedHash !== null) return await verify(storedHash, password);
      decoy ??= hash('no such user', cost);
      await verify(await decoy, password);
      return false;
    },
  };
}

/** SHA-256 of the passwords that the product's old documents print for everybody to read. */
const publishedPasswords = new Set([
  '3852723a7313862d46473e3f872e2085526f7a3541f4bc183df796f9e3a6e928',
  'c8b8f48bc0cc0db602e767955505fe10c700ed157b7520ff19487ce15fd0eeb2',
]);

/** Whether a password stands in the documents; such a one is good for trying out on loopback only. */
export function isPublishedPassword(password: string): boolean {
  return publishedPasswords.has(sha256(password));
}
