import { allEndpoints } from '@architect/contracts/all-endpoints';
import type { AnyEndpoint } from '@architect/contracts/endpoint';
import { refusedInput } from '@architect/contracts/errors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestServer, type SignedInClient, type TestServer } from '../../test-server.ts';
import type { OpenApiDocument } from './openapi.ts';

let server: TestServer;
let viewer: SignedInClient;
let operator: SignedInClient;
let document: OpenApiDocument;
beforeAll(async () => {
  server = await createTestServer();
  viewer = await server.signIn('viewer');
  operator = await server.signIn('operator');
  document = (await server.request<OpenApiDocument>('/api/docs/openapi.json')).body;
});
afterAll(() => server.stop());

const endpoints: AnyEndpoint[] = Object.values(allEndpoints);
const pathOf = ({ path }: AnyEndpoint): string => path.replace(':kind', 'bug').replace(/:\w+/g, '7');
const methodsOf = ({ method }: AnyEndpoint): string[] => (method === 'PATCH' ? ['PATCH', 'PUT'] : [method]);
const isStrict = ({ body }: AnyEndpoint): boolean => {
  const schema: unknown = body instanceof z.ZodOptional ? body.unwrap() : body;
  return schema instanceof z.ZodObject && schema.safeParse({ no_such_field: 1 }).success === false;
};

test('there are endpoints to look at', () => {
  expect(endpoints.length).toBeGreaterThan(40);
});

describe.each(endpoints.map((endpoint) => [endpoint.id, endpoint] as const))('%s', (_id, endpoint) => {
  test('is in the OpenAPI document with its access, parameters and errors', () => {
    for (const method of methodsOf(endpoint)) {
      const operation = document.paths[endpoint.path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      expect(operation).toMatchObject({ tags: [endpoint.tag], summary: endpoint.summary });
      expect(String(operation?.description)).toMatch(
        /No sign-in needed|Needs the role (viewer|operator|admin)/,
      );
      const responses = Object.keys(operation?.responses as object);
      expect(responses).toContain(String(endpoint.status ?? 200));
      if (endpoint.access !== 'public') expect(responses).toEqual(expect.arrayContaining(['401', '403']));
    }
  });

  if (endpoint.access !== 'public') {
    test('refuses who has not signed in, also with wrong credentials', async () => {
      for (const method of methodsOf(endpoint)) {
        const wrong: Record<string, string>[] = [
          {},
          { authorization: 'Bearer arc_wrong' },
          { cookie: 'session=wrong' },
        ];
        for (const headers of wrong) {
          const reply = await server.request(pathOf(endpoint), { method, headers });
          expect([reply.status, reply.body.error_code]).toEqual([401, 'NOT_SIGNED_IN']);
        }
      }
    });
  }

  if (endpoint.access === 'operator' || endpoint.access === 'admin') {
    test('refuses a role that is too low', async () => {
      const client = endpoint.access === 'admin' ? operator : viewer;
      const reply = await client.request(pathOf(endpoint), { method: endpoint.method });
      expect([reply.status, reply.body.error_code]).toEqual([403, 'FORBIDDEN']);
      expect(reply.body.error).toContain(endpoint.access);
    });
  }

  if (isStrict(endpoint)) {
    test('refuses a field it does not know', async () => {
      const reply = await server.local.request(pathOf(endpoint), {
        method: endpoint.method,
        body: { no_such_field: 1 },
      });
      expect([reply.status, reply.body.error_code]).toEqual([400, 'VALIDATION_FAILED']);
      expect(reply.body.error).toContain('no_such_field: unknown field');
      // By name, for forms: in all areas alike, and as the document says.
      expect(refusedInput.parse(reply.body).details).toContainEqual({
        field: 'no_such_field',
        message: expect.stringMatching(/^unknown field/),
      });
      const operation =
        document.paths[endpoint.path.replace(/:(\w+)/g, '{$1}')]?.[endpoint.method.toLowerCase()];
      expect(JSON.stringify(operation?.responses)).toContain('#/components/schemas/RefusedInput');
    });
  }

  if (endpoint.params) {
    test('refuses an id that cannot be one, or says that there is none', async () => {
      const path = endpoint.path.replace(/:\w+/g, '-3');
      const reply = await server.local.request(path, {
        method: endpoint.method,
        body: endpoint.body ? {} : undefined,
      });
      expect([400, 404]).toContain(reply.status);
      expect(reply.body.error).toMatch(/\w/);
    });
  }
});

describe('the OpenAPI document', () => {
  test('names nothing that does not exist, and every reference leads somewhere', () => {
    const known = new Set(endpoints.flatMap(({ id }) => [id, `${id}WithPut`]));
    const others = [
      'showSwaggerUi',
      'showRedoc',
      'getOpenApiJson',
      'getOpenApiYaml',
      'getMetrics',
      'openLiveSocket',
      'reportEnvelope',
      'reportEvent',
    ];
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    const ids = operations.map(({ operationId }) => String(operationId));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !known.has(id) && !others.includes(id))).toEqual([]);
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
    const missing = [...references]
      .map(([, name]) => name ?? '')
      .filter((name) => !(name in document.components.schemas));
    expect(missing).toEqual([]);
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Error', 'Prompt', 'Session', 'User']),
    );
  });

  test('is served as JSON and YAML and shown by two pages whose files are all served from here', async () => {
    const yaml = await server.request('/api/docs/openapi.yaml');
    expect(yaml.text).toMatch(/^openapi: 3\.1\.0\n/);
    for (const path of ['/api/docs', '/api/docs/redoc']) {
      const page = await server.request(path);
      expect(page.headers.get('content-type')).toContain('text/html');
      const files = [...page.text.matchAll(/(?:src|href|spec-url)="([^"]+)"/g)].map(([, file]) => file ?? '');
      expect(files.length).toBeGreaterThan(1);
      for (const file of files) expect((await server.request(file)).status, file).toBe(200);
    }
  });
});
