import type { FastifyRequest } from 'fastify';
import { type Config, isLoopback } from '../../config.ts';
import { AppError } from '../app-error.ts';

/**
 * DNS rebinding: a page of a stranger's domain whose name suddenly points to 127.0.0.1 would be "same origin" with this
 * server. A server on loopback therefore answers only under loopback names and those configured.
 */
export function hostGuard(
  config: Pick<Config, 'host' | 'allowedHosts' | 'behindProxy'>,
): (request: FastifyRequest) => void {
  if (!isLoopback(config.host) || config.behindProxy) return () => undefined;
  const allowed = new Set([config.host, ...config.allowedHosts].map((name) => name.toLowerCase()));
  return (request) => {
    const name = hostName(request.headers.host ?? '');
    if (isLoopback(name) || allowed.has(name)) return;
    throw new AppError(
      'FORBIDDEN',
      'This server answers only under localhost, 127.0.0.1, [::1] and the names in ARCHITECT_ALLOWED_HOSTS.',
    );
  };
}

/** `Example.org:8080` → `example.org`; `[::1]:8080` → `[::1]`. */
function hostName(header: string): string {
  return header.toLowerCase().replace(/:\d+$/, '');
}
