import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { AppError } from '../app-error.ts';

export const jsonType = 'application/json';
export const formType = 'application/x-www-form-urlencoded';
export const reportTypes = ['application/csp-report', 'application/reports+json'];
export const textType = 'text/plain';
export const bytesType = 'application/octet-stream';

/** Body parsers of the whole server. An empty body is `undefined`, so that the contract decides whether it is missing. */
export function addBodyParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    [jsonType, ...reportTypes],
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => parseJsonBody(body),
  );
  // Read as JSON by the endpoints that take it; all others refuse it first.
  app.addContentTypeParser(textType, { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) =>
    body.length === 0 ? undefined : body,
  );
  // Not read here: the body is the stream itself.
  app.addContentTypeParser(bytesType, async (_request: FastifyRequest, stream: IncomingMessage) => stream);
  app.addContentTypeParser(formType, { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) =>
    Object.fromEntries(new URLSearchParams(decodeUtf8(body))),
  );
}

/** @throws AppError MALFORMED_JSON with line and column, both from 1 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const text = decodeUtf8(body);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed(text, error);
  }
}

function decodeUtf8(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (error) {
    throw new AppError('MALFORMED_JSON', 'The body is not valid UTF-8.', { cause: error });
  }
}

/** V8's messages do not always tell the position, so a second parser is asked for it. */
function malformed(text: string, cause: unknown): AppError {
  const first = firstFault(text);
  const position = first?.offset ?? text.length;
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  const column = position - before.lastIndexOf('\n');
  const reason = first ? printParseErrorCode(first.error) : 'InvalidJson';
  return new AppError(
    'MALFORMED_JSON',
    `The body is not valid JSON: ${inWords(reason)} at line ${line}, column ${column}.`,
    { details: { line, column, position, reason }, cause },
  );
}

function firstFault(text: string): ParseError | undefined {
  const errors: ParseError[] = [];
  try {
    parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch {
    // It goes down with the text: thousands of brackets in each other are too much for its stack.
  }
  return errors[0];
}

/** `PropertyNameExpected` → `property name expected`. */
function inWords(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
