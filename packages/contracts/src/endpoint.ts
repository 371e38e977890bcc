import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';

/**
 * Who may call an endpoint. Roles rise viewer < operator < admin; `public` needs no sign-in.
 * An endpoint that acts is never `public` unless `spec` decisions say so (login, intake).
 */
export type Access = 'public' | 'viewer' | 'operator' | 'admin';

/** One HTTP endpoint: the only source of validation, of the OpenAPI document and of the typed clients. */
export interface Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> {
  /** Unique, camelCase verb + noun: becomes the OpenAPI operationId. */
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Express-style path, e.g. `/api/assigner/prompts/:id`. */
  path: string;
  access: Access;
  /** OpenAPI tag; one per area. */
  tag: string;
  summary: string;
  /** Second paragraph of the documentation: what happens, what it refuses. */
  description?: string;
  /** True where decisions.md exempts the endpoint from CSRF tokens. */
  csrfExempt?: boolean;
  /** True where the rate limits do not count: what monitors ask all the time. */
  unlimited?: boolean;
  /** True where asking does not count as activity of the login. */
  passive?: boolean;
  /** True where a success is no line of the log, as it comes in storms. */
  quiet?: boolean;
  /**
   * Extra accepted content types besides JSON; `report` are the browsers' report formats, `text` is JSON that a browser
   * sends as text/plain, as it does without being asked for another type; `bytes` is application/octet-stream, which the
   * handler reads from the request as it comes, and limits by itself.
   */
  accepts?: readonly ('form' | 'report' | 'text' | 'bytes')[];
  /** Bytes; the server's default is 2 MB. */
  bodyLimit?: number;
  params?: Params;
  query?: Query;
  body?: Body;
  reply: Reply;
  /** Content types of the reply where it is not JSON; the reply is then a string. */
  produces?: readonly string[];
  /** Status of success, default 200. */
  status?: 200 | 201;
  errors?: readonly ErrorCode[];
}

// biome-ignore lint/suspicious/noExplicitAny: the widest endpoint type; zod's variance leaves no narrower one.
export type AnyEndpoint = Endpoint<any, any, any, any>;

/** Declares an endpoint and keeps its exact schema types. */
export function defineEndpoint<
  Params extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
  Reply extends z.ZodType = z.ZodType,
>(endpoint: Endpoint<Params, Query, Body, Reply>): Endpoint<Params, Query, Body, Reply> {
  return endpoint;
}

/** What a handler receives after validation. */
export type InputOf<E extends AnyEndpoint> = {
  params: NonNullable<E['params']> extends z.ZodType ? z.output<NonNullable<E['params']>> : undefined;
  query: NonNullable<E['query']> extends z.ZodType ? z.output<NonNullable<E['query']>> : undefined;
  body: NonNullable<E['body']> extends z.ZodType ? z.output<NonNullable<E['body']>> : undefined;
};

/** What a client sends. */
export type RequestOf<E extends AnyEndpoint> = {
  params?: NonNullable<E['params']> extends z.ZodType ? z.input<NonNullable<E['params']>> : undefined;
  query?: NonNullable<E['query']> extends z.ZodType ? z.input<NonNullable<E['query']>> : undefined;
  body?: NonNullable<E['body']> extends z.ZodType ? z.input<NonNullable<E['body']>> : undefined;
};

/** The JSON of a successful reply. */
export type ReplyOf<E extends AnyEndpoint> = z.output<E['reply']>;
