import type { Access, AnyEndpoint } from '@architect/contracts/endpoint';
import { type ErrorCode, errorCodes, errorReply, refusedInput } from '@architect/contracts/errors';
import { z } from 'zod';

type Json = Record<string, unknown>;

export interface OpenApiDocument extends Json {
  openapi: '3.1.0';
  paths: Record<string, Record<string, Json>>;
  components: { schemas: Record<string, Json>; securitySchemes: Json };
}

const accessTexts: Record<Access, string> = {
  public: 'No sign-in needed.',
  viewer: 'Needs the role viewer or higher.',
  operator: 'Needs the role operator or higher.',
  admin: 'Needs the role admin.',
};

/** Addresses that answer with pages or streams instead of JSON records. */
const otherRoutes = [
  {
    path: '/api/docs',
    id: 'showSwaggerUi',
    tag: 'docs',
    summary: 'This document in Swagger UI',
    type: 'text/html',
  },
  {
    path: '/api/docs/redoc',
    id: 'showRedoc',
    tag: 'docs',
    summary: 'This document in ReDoc',
    type: 'text/html',
  },
  {
    path: '/api/docs/openapi.json',
    id: 'getOpenApiJson',
    tag: 'docs',
    summary: 'This document',
    type: 'application/json',
  },
  {
    path: '/api/docs/openapi.yaml',
    id: 'getOpenApiYaml',
    tag: 'docs',
    summary: 'This document in YAML',
    type: 'application/yaml',
  },
  {
    path: '/metrics',
    id: 'getMetrics',
    tag: 'utilities',
    summary: 'Figures for Prometheus',
    type: 'text/plain',
  },
  {
    path: '/api/{project}/envelope/',
    id: 'reportEnvelope',
    tag: 'errors',
    summary: 'Where the Sentry SDKs report to; they know it from the DSN of a key',
    type: 'application/json',
    method: 'post',
  },
  {
    path: '/api/{project}/store/',
    id: 'reportEvent',
    tag: 'errors',
    summary: 'Where older Sentry SDKs report single events to',
    type: 'application/json',
    method: 'post',
  },
  {
    path: '/ws',
    id: 'openLiveSocket',
    tag: 'live',
    summary: 'WebSocket: live events and terminals',
    type: 'text/plain',
  },
] as const;

/** The OpenAPI 3.1 document of the contracts; schemas with an id become named components. */
export function buildOpenApi({
  endpoints,
  version,
}: {
  endpoints: readonly AnyEndpoint[];
  version: string;
}): OpenApiDocument {
  const schemas = createComponents();
  schemas.use(errorReply, 'output');
  schemas.use(refusedInput, 'output');
  const paths: OpenApiDocument['paths'] = {};
  const add = (path: string, method: string, operation: Json): void => {
    const here = paths[path] ?? {};
    paths[path] = here;
    here[method] = operation;
  };
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    const operation = describeEndpoint(endpoint, schemas);
    add(path, endpoint.method.toLowerCase(), operation);
    if (endpoint.method === 'PATCH') add(path, 'put', { ...operation, operationId: `${endpoint.id}WithPut` });
  }
  for (const { path, id, tag, summary, type, ...route } of otherRoutes) {
    const responses = { 200: { description: summary, content: { [type]: {} } } };
    const named = [...path.matchAll(/{(\w+)}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    }));
    const parameters = named.length > 0 ? { parameters: named } : {};
    add(path, 'method' in route ? route.method : 'get', {
      operationId: id,
      tags: [tag],
      summary,
      ...parameters,
      responses,
    });
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Architect Dashboard',
      version,
      description:
        'The control centre for fleets of AI coding agents. Sign in with `POST /login` (cookie `session`) or send an API key as `Authorization: Bearer arc_…`. A browser sends the token of `GET /api/session` as `X-CSRF-Token` with every change.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ cookie: [] }, { bearer: [] }],
    paths,
    components: {
      schemas: schemas.all(),
      securitySchemes: {
        cookie: { type: 'apiKey', in: 'cookie', name: 'session' },
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key or the local token.' },
      },
    },
  };
}

function describeEndpoint(endpoint: AnyEndpoint, schemas: Components): Json {
  const body: unknown = endpoint.body;
  return {
    operationId: endpoint.id,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    description: [endpoint.description, accessTexts[endpoint.access]].filter(Boolean).join('\n\n'),
    ...(endpoint.access === 'public' ? { security: [] } : {}),
    parameters: [
      ...parametersOf(endpoint.params, 'path', schemas),
      ...parametersOf(endpoint.query, 'query', schemas),
    ],
    ...(body instanceof z.ZodType ? { requestBody: describeBody(endpoint, body, schemas) } : {}),
    ...(endpoint.accepts?.includes('bytes') ? { requestBody: bytesBody } : {}),
    responses: {
      [endpoint.status ?? 200]: {
        description: 'Success',
        content: describeContent(endpoint, schemas.use(endpoint.reply, 'output')),
      },
      ...describeErrors(endpoint),
    },
  };
}

const bytesBody = { required: true, content: { 'application/octet-stream': {} } };

function describeContent({ produces = ['application/json'] }: AnyEndpoint, schema: Json): Json {
  return Object.fromEntries(produces.map((type) => [type, { schema }]));
}

function describeBody(endpoint: AnyEndpoint, body: z.ZodType, schemas: Components): Json {
  const schema = schemas.use(body, 'input');
  const accepts = endpoint.accepts ?? [];
  return {
    required: !body.safeParse(undefined).success,
    content: {
      'application/json': { schema },
      ...(accepts.includes('form') ? { 'application/x-www-form-urlencoded': { schema } } : {}),
      ...(accepts.includes('report')
        ? { 'application/csp-report': { schema }, 'application/reports+json': { schema } }
        : {}),
    },
  };
}

function parametersOf(schema: unknown, place: 'path' | 'query', schemas: Components): Json[] {
  if (!(schema instanceof z.ZodType)) return [];
  const { properties = {}, required = [] } = schemas.use(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

/** Errors of the endpoint itself, and those that its access, body and the limits bring along; one entry per status. */
function describeErrors(endpoint: AnyEndpoint): Json {
  const codes = new Set<ErrorCode>(endpoint.errors ?? []);
  if (endpoint.params || endpoint.query || endpoint.body) codes.add('VALIDATION_FAILED');
  if (endpoint.body)
    for (const code of ['MALFORMED_JSON', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const)
      codes.add(code);
  if (endpoint.access !== 'public') codes.add('NOT_SIGNED_IN').add('FORBIDDEN');
  if (!endpoint.unlimited) codes.add('RATE_LIMITED');
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = errorCodes[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, here]) => [
      status,
      {
        description: here.map((code) => `\`${code}\`: ${errorCodes[code].text}`).join('\n\n'),
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${schemaOf(status)}` } } },
      },
    ]),
  );
}

const schemaOf = (status: number): string =>
  status === errorCodes.VALIDATION_FAILED.status ? 'RefusedInput' : 'Error';

interface Components {
  /** The JSON schema of a contract, its named parts moved to the components. */
  use(schema: z.ZodType, io: 'input' | 'output'): Json;
  all(): Record<string, Json>;
}

function createComponents(): Components {
  const components: Record<string, Json> = {};
  return {
    use(schema, io) {
      const written = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
      const {
        $schema: _dialect,
        $defs: named = {},
        id: _id,
        ...own
      } = written as Json & { $defs?: Record<string, Json> };
      // What is written on input has defaults that a reply always has: then the two forms differ and need two names.
      const names = new Map<string, string>();
      for (const [name, definition] of Object.entries(named)) {
        const known = components[name];
        const isOther =
          known !== undefined && JSON.stringify(known) !== JSON.stringify(clean(definition, new Map()));
        names.set(name, isOther && io === 'input' ? `${name}Input` : name);
      }
      for (const [name, definition] of Object.entries(named))
        components[names.get(name) ?? name] ??= clean(definition, names);
      const result = clean(own, names);
      const { id } = schema.meta() ?? {};
      if (typeof id !== 'string') return result;
      components[id] ??= result;
      return { $ref: `#/components/schemas/${id}` };
    },
    all: () => Object.fromEntries(Object.entries(components).sort(([a], [b]) => a.localeCompare(b))),
  };
}

const integerLimits = new Set([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]);

/** Points references at the components, and leaves out what zod writes for every integer. */
function clean(schema: Json, names: Map<string, string>): Json {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if ((key === 'maximum' || key === 'minimum') && typeof value === 'number' && integerLimits.has(value))
      return undefined;
    if (key !== '$ref' || typeof value !== 'string') return value;
    const name = value.replace('#/$defs/', '');
    return `#/components/schemas/${names.get(name) ?? name}`;
  });
}
