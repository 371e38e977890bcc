import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';

export interface Certificate {
  /** PEM. */
  key: string;
  cert: string;
  /** Path of the certificate, for clients that are to trust it. */
  file: string;
}

const validDays = 825;
const dayMs = 86_400_000;

/**
 * The certificate of `--ssl`: the one in `directory` (server.crt and server.key, put there by a person or by an earlier
 * start), or a new self-signed one for the host and the loopback names.
 * @param nowMs epoch ms
 */
export async function loadCertificate(directory: string, host: string, nowMs: number): Promise<Certificate> {
  const file = join(directory, 'server.crt');
  const keyFile = join(directory, 'server.key');
  if (!existsSync(file) || !existsSync(keyFile)) {
    // Loaded here only: it is large, and few starts need it.
    const { generate } = await import('selfsigned');
    const pems = await generate([{ name: 'commonName', value: host }], {
      keySize: 2048,
      algorithm: 'sha256',
      notBeforeDate: new Date(nowMs - dayMs),
      notAfterDate: new Date(nowMs + validDays * dayMs),
      extensions: [
        { name: 'basicConstraints', cA: true },
        { name: 'keyUsage', keyCertSign: true, digitalSignature: true, keyEncipherment: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: altNames(host) },
      ],
    });
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await writeFile(keyFile, pems.private, { mode: 0o600 });
    await chmod(keyFile, 0o600);
    await writeFile(file, pems.cert, { mode: 0o644 });
  }
  return { key: await readFile(keyFile, 'utf8'), cert: await readFile(file, 'utf8'), file };
}

type AltName = { type: 2; value: string } | { type: 7; ip: string };

function altNames(host: string): AltName[] {
  const names: AltName[] = [
    { type: 2, value: 'localhost' },
    { type: 7, ip: '127.0.0.1' },
    { type: 7, ip: '::1' },
  ];
  const isWildcard = host === '0.0.0.0' || host === '::';
  if (isWildcard || names.some((name) => (name.type === 2 ? name.value : name.ip) === host)) return names;
  return [...names, isIP(host) ? { type: 7, ip: host } : { type: 2, value: host }];
}
