import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { idParams, replyOf, time } from './reply.ts';

export const role = z.enum(['viewer', 'operator', 'admin']).meta({ id: 'Role' });
export type Role = z.infer<typeof role>;

export const username = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9._@-]+$/, 'a user name has letters, digits and . _ @ -');
const password = z.string().min(12, 'a password has at least 12 characters').max(1024);

export const user = z
  .object({
    id: z.number().int(),
    username: z.string(),
    role,
    disabled: z.boolean(),
    created_at: time,
    last_login_at: time.nullable(),
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof user>;

/** Who is signed in (one word in the product: a login) and how long it lasts. */
export const loginInfo = z
  .object({
    user: z.string(),
    username: z.string(),
    role,
    via: z.enum(['cookie', 'key', 'local']),
    csrf_token: z.string().nullable(),
    expires_in: z.number().int(),
    timeout: z.number().int(),
    warn_before: z.number().int(),
  })
  .meta({ id: 'Login' });
export type LoginInfo = z.infer<typeof loginInfo>;

export const apiKey = z
  .object({
    id: z.number().int(),
    name: z.string(),
    role,
    prefix: z.string(),
    created_by: z.string(),
    created_at: time,
    expires_at: time.nullable(),
    last_used_at: time.nullable(),
    revoked: z.boolean(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof apiKey>;

const auth = { tag: 'auth' } as const;
export const accountEndpoints = {
  login: defineEndpoint({
    ...auth,
    id: 'login',
    method: 'POST',
    path: '/login',
    access: 'public',
    csrfExempt: true,
    accepts: ['form'],
    summary: 'Sign in; sets the cookie `session`',
    body: z.strictObject({ username: z.string().min(1).max(200), password: z.string().min(1).max(1024) }),
    reply: replyOf(loginInfo),
    errors: ['WRONG_CREDENTIALS', 'RATE_LIMITED'],
  }),
  logout: defineEndpoint({
    ...auth,
    id: 'logout',
    method: 'POST',
    path: '/logout',
    access: 'viewer',
    summary: 'Sign out',
    reply: replyOf(z.object({})),
  }),
  getLogin: defineEndpoint({
    ...auth,
    id: 'getLogin',
    method: 'GET',
    path: '/api/session',
    access: 'viewer',
    summary: 'Who is signed in, and seconds until the login expires',
    description: 'Asking does not extend the login.',
    passive: true,
    reply: replyOf(loginInfo),
  }),
  extendLogin: defineEndpoint({
    ...auth,
    id: 'extendLogin',
    method: 'POST',
    path: '/api/session/extend',
    access: 'viewer',
    summary: 'Restart the inactivity clock',
    reply: replyOf(loginInfo),
  }),
  changePassword: defineEndpoint({
    ...auth,
    id: 'changePassword',
    method: 'POST',
    path: '/api/session/password',
    access: 'viewer',
    summary: 'Change your password; ends your other logins',
    body: z.strictObject({ current_password: z.string().min(1).max(1024), new_password: password }),
    reply: replyOf(z.object({})),
    errors: ['WRONG_CREDENTIALS'],
  }),
  listUsers: defineEndpoint({
    ...auth,
    id: 'listUsers',
    method: 'GET',
    path: '/api/users',
    access: 'admin',
    summary: 'List users',
    reply: replyOf(z.array(user)),
  }),
  createUser: defineEndpoint({
    ...auth,
    id: 'createUser',
    method: 'POST',
    path: '/api/users',
    access: 'admin',
    status: 201,
    summary: 'Create a user',
    body: z.strictObject({ username, password, role: role.default('operator') }),
    reply: replyOf(user),
    errors: ['CONFLICT'],
  }),
  updateUser: defineEndpoint({
    ...auth,
    id: 'updateUser',
    method: 'PATCH',
    path: '/api/users/:id',
    access: 'admin',
    summary: 'Change role, password or disabled',
    params: idParams,
    body: z.strictObject({
      role: role.optional(),
      password: password.optional(),
      disabled: z.boolean().optional(),
    }),
    reply: replyOf(user),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  listKeys: defineEndpoint({
    ...auth,
    id: 'listKeys',
    method: 'GET',
    path: '/api/keys',
    access: 'operator',
    summary: 'List API keys (admins see all)',
    reply: replyOf(z.array(apiKey)),
  }),
  createKey: defineEndpoint({
    ...auth,
    id: 'createKey',
    method: 'POST',
    path: '/api/keys',
    access: 'operator',
    status: 201,
    summary: 'Create an API key; the key itself is shown once',
    body: z.strictObject({
      name: z.string().trim().min(1).max(100),
      role: role.default('operator'),
      expires_in_days: z.number().positive().max(3650).optional(),
    }),
    reply: replyOf(apiKey, { key: z.string() }),
    errors: ['FORBIDDEN'],
  }),
  revokeKey: defineEndpoint({
    ...auth,
    id: 'revokeKey',
    method: 'DELETE',
    path: '/api/keys/:id',
    access: 'operator',
    summary: 'Revoke an API key',
    params: idParams,
    reply: replyOf(apiKey),
    errors: ['NOT_FOUND'],
  }),
};
