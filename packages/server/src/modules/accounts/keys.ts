import type { ApiKey, Role } from '@architect/contracts/accounts';
import type { Logger } from 'pino';
import { AppError } from '../../platform/app-error.ts';
import type { Caller, Clock, Database } from '../../platform/context.ts';
import { type Identity, isRoleAtLeast } from '../../platform/http/identity.ts';
import { randomWord, sha256 } from '../../platform/ids.ts';
import { toTime, toTimeOrNull } from '../../platform/time.ts';
import { type KeyRow, type KeyWithOwner, keyStore, userStore } from './store.ts';

const prefix = 'arc_';
const randomLength = 43;
/** Shown in lists so that a person recognises a key: `arc_` and six characters. */
const shownLength = prefix.length + 6;
const dayMs = 86_400_000;
/** How exactly "last used" is kept. */
const usedLagMs = 60_000;

interface WantedKey {
  name: string;
  role: Role;
  expiresInDays?: number;
}

interface KeyChange {
  caller: Caller;
  /** Null for the local token, which belongs to the machine. */
  userId: number | null;
  correlationId?: string;
}

export interface Keys {
  list(caller: Caller): Promise<ApiKey[]>;
  /** @throws AppError FORBIDDEN for a role above the caller's own */
  create(caller: Caller, wanted: WantedKey, correlationId?: string): Promise<{ apiKey: ApiKey; key: string }>;
  /** @throws AppError NOT_FOUND, also for somebody else's key unless the caller is an admin */
  revoke(caller: Caller, id: number, correlationId?: string): Promise<ApiKey>;
  find(key: string): Promise<(Identity & { expiresAt: number | null }) | null>;
}

/** API keys: 256 random bits, kept as SHA-256; never stronger than the present role of who made them. */
export function createKeys({ db, clock, log }: { db: Database; clock: Clock; log: Logger }): Keys {
  const isGood = (row: KeyWithOwner | undefined): row is KeyWithOwner =>
    row !== undefined &&
    !row.is_revoked &&
    row.is_owner_disabled !== true &&
    (row.expires_at === null || row.expires_at > clock.now());
  const ownerId = async (caller: Caller): Promise<number | null> =>
    caller.via === 'local' ? null : ((await userStore.byName(db, caller.username))?.id ?? null);

  const touch = (row: KeyWithOwner): void => {
    const now = clock.now();
    if (row.last_used_at !== null && now - row.last_used_at < usedLagMs) return;
    db.write((tx) => keyStore.update(tx, row.id, { last_used_at: now })).catch((error: unknown) =>
      log.warn({ err: error }, 'the last use of an API key could not be saved'),
    );
  };

  return {
    async list(caller) {
      const rows = await keyStore.list(db, caller.role === 'admin' ? null : ((await ownerId(caller)) ?? -1));
      return rows.map(toApiKey);
    },
    create: async (caller, wanted, correlationId) =>
      createKey({ db, clock }, { caller, wanted, userId: await ownerId(caller), correlationId }),
    revoke: async (caller, id, correlationId) =>
      revokeKey(db, { caller, id, userId: await ownerId(caller), correlationId }),
    async find(key) {
      if (!key.startsWith(prefix)) return null;
      const keyHash = sha256(key);
      const row = await keyStore.byHash(db, keyHash);
      if (!isGood(row)) return null;
      return {
        caller: { actor: `key:${row.name}`, username: row.created_by, role: roleOf(row), via: 'key' },
        csrfToken: null,
        bucket: `key:${row.id}`,
        expiresAt: row.expires_at,
        touch: () => touch(row),
        isValid: async () => isGood(await keyStore.byHash(db, keyHash)),
      };
    },
  };
}

async function createKey(
  { db, clock }: { db: Database; clock: Clock },
  { caller, wanted: { name, role, expiresInDays }, userId, correlationId }: KeyChange & { wanted: WantedKey },
): Promise<{ apiKey: ApiKey; key: string }> {
  if (!isRoleAtLeast(caller.role, role)) {
    throw new AppError('FORBIDDEN', `Your role is ${caller.role}: a key of yours cannot be ${role}.`);
  }
  const key = prefix + randomWord(randomLength);
  const now = clock.now();
  const row = await db.write(async (tx) => {
    const saved = await keyStore.insert(tx, {
      name,
      role,
      prefix: key.slice(0, shownLength),
      key_hash: sha256(key),
      user_id: userId,
      created_by: caller.username,
      created_at: now,
      expires_at: expiresInDays === undefined ? null : now + Math.round(expiresInDays * dayMs),
      last_used_at: null,
      is_revoked: false,
    });
    await tx.audit({
      actor: caller.actor,
      action: 'key.created',
      entityType: 'key',
      entityId: saved.id,
      details: { name, role },
      correlationId,
    });
    return saved;
  });
  return { apiKey: toApiKey(row), key };
}

async function revokeKey(
  db: Database,
  { caller, id, userId, correlationId }: KeyChange & { id: number },
): Promise<ApiKey> {
  const row = await keyStore.byId(db, id);
  const isOwn = row?.user_id !== null && row?.user_id === userId;
  if (!row || (caller.role !== 'admin' && !isOwn)) throw new AppError('NOT_FOUND', `There is no key ${id}.`);
  const revoked = await db.write(async (tx) => {
    await tx.audit({
      actor: caller.actor,
      action: 'key.revoked',
      entityType: 'key',
      entityId: id,
      details: { name: row.name },
      correlationId,
    });
    return await keyStore.update(tx, id, { is_revoked: true });
  });
  return toApiKey(revoked);
}

/** An owner who lost a role takes it from the keys as well. */
function roleOf({ role, owner_role }: KeyWithOwner): Role {
  return owner_role !== null && !isRoleAtLeast(owner_role, role) ? owner_role : role;
}

function toApiKey(row: KeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    prefix: row.prefix,
    created_by: row.created_by,
    created_at: toTime(row.created_at),
    expires_at: toTimeOrNull(row.expires_at),
    last_used_at: toTimeOrNull(row.last_used_at),
    revoked: row.is_revoked,
  };
}
