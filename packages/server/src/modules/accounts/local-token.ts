import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLoopback } from '../../config.ts';
import type { Identity } from '../../platform/http/identity.ts';
import { isSameSecret, randomWord } from '../../platform/ids.ts';

const tokenLength = 43;

/** Where programs of this machine and user find the token that spares them a sign-in. */
export function localTokenFile(dataDir: string): string {
  return join(dataDir, 'local-token');
}

export interface LocalToken {
  readonly token: string;
  /** Good from loopback only; counts as an internal service in the rate limits. */
  find(token: string, ip: string): Identity | null;
}

/** Reads the token of the data directory, or makes one (0600): who can read the directory may administrate anyway. */
export function openLocalToken(dataDir: string): LocalToken {
  const token = readToken(dataDir) ?? makeToken(dataDir);
  return {
    token,
    find(given, ip) {
      if (!isLoopback(ip.replace(/^::ffff:/, '')) || !isSameSecret(given, token)) return null;
      return {
        caller: { actor: 'local', username: 'local', role: 'admin', via: 'local' },
        csrfToken: null,
        bucket: 'local',
        touch: () => undefined,
        isValid: async () => true,
      };
    },
  };
}

function readToken(dataDir: string): string | null {
  try {
    const token = readFileSync(localTokenFile(dataDir), 'utf8').trim();
    if (token.length < tokenLength) return null;
    chmodSync(localTokenFile(dataDir), 0o600);
    return token;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function makeToken(dataDir: string): string {
  const token = randomWord(tokenLength);
  writeFileSync(localTokenFile(dataDir), `${token}\n`, { mode: 0o600 });
  chmodSync(localTokenFile(dataDir), 0o600);
  return token;
}
