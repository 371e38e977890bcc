import type { Role } from '@architect/contracts/accounts';
import type { Generated, Insertable, Selectable } from 'kysely';
import type { Database, Tx } from '../../platform/context.ts';

interface UserTable {
  id: Generated<number>;
  username: string;
  username_key: string;
  password_hash: string;
  role: Role;
  is_disabled: boolean;
  created_at: number;
  last_login_at: number | null;
}

interface LoginTable {
  id: Generated<number>;
  user_id: number;
  token_hash: string;
  created_at: number;
  last_seen_at: number;
}

interface KeyTable {
  id: Generated<number>;
  name: string;
  role: Role;
  prefix: string;
  key_hash: string;
  user_id: number | null;
  created_by: string;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  is_revoked: boolean;
}

interface Tables {
  users: UserTable;
  logins: LoginTable;
  api_keys: KeyTable;
}

export type UserRow = Selectable<UserTable>;
export type KeyRow = Selectable<KeyTable>;
export type LoginRow = Selectable<LoginTable>;
/** A login with its user; a key with its owner's present role. */
export type LoginWithUser = LoginRow & Pick<UserRow, 'username' | 'role' | 'is_disabled'>;
export type KeyWithOwner = KeyRow & { owner_role: Role | null; is_owner_disabled: boolean | null };

type Source = Pick<Database | Tx, 'tables'>;
const from = (source: Source) => source.tables<Tables>();

export const userStore = {
  list: (source: Source): Promise<UserRow[]> =>
    from(source).selectFrom('users').selectAll().orderBy('username_key').execute(),
  byId: (source: Source, id: number): Promise<UserRow | undefined> =>
    from(source).selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst(),
  byName: (source: Source, username: string): Promise<UserRow | undefined> =>
    from(source)
      .selectFrom('users')
      .selectAll()
      .where('username_key', '=', username.trim().toLowerCase())
      .executeTakeFirst(),
  insert: (tx: Tx, user: Omit<Insertable<UserTable>, 'username_key' | 'last_login_at'>): Promise<UserRow> =>
    from(tx)
      .insertInto('users')
      .values({ ...user, username_key: user.username.toLowerCase(), last_login_at: null })
      .returningAll()
      .executeTakeFirstOrThrow(),
  update: (
    tx: Tx,
    id: number,
    change: Partial<Pick<UserRow, 'role' | 'password_hash' | 'is_disabled' | 'last_login_at'>>,
  ): Promise<UserRow> =>
    from(tx).updateTable('users').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow(),
};

export const loginStore = {
  insert: (tx: Tx, login: Insertable<LoginTable>): Promise<LoginRow> =>
    from(tx).insertInto('logins').values(login).returningAll().executeTakeFirstOrThrow(),
  byTokenHash: (source: Source, tokenHash: string): Promise<LoginWithUser | undefined> =>
    from(source)
      .selectFrom('logins')
      .innerJoin('users', 'users.id', 'logins.user_id')
      .selectAll('logins')
      .select(['users.username', 'users.role', 'users.is_disabled'])
      .where('logins.token_hash', '=', tokenHash)
      .executeTakeFirst(),
  async seen(tx: Tx, id: number, at: number): Promise<void> {
    await from(tx)
      .updateTable('logins')
      .set({ last_seen_at: at })
      .where('id', '=', id)
      .where('last_seen_at', '<', at)
      .execute();
  },
  async remove(tx: Tx, id: number): Promise<void> {
    await from(tx).deleteFrom('logins').where('id', '=', id).execute();
  },
  /** All logins of a user, but the one to keep. */
  async removeOfUser(tx: Tx, userId: number, exceptId: number | null): Promise<void> {
    await from(tx)
      .deleteFrom('logins')
      .where('user_id', '=', userId)
      .where('id', '<>', exceptId ?? -1)
      .execute();
  },
  async removeUnseenSince(tx: Tx, at: number): Promise<void> {
    await from(tx).deleteFrom('logins').where('last_seen_at', '<', at).execute();
  },
};

export const keyStore = {
  list: (source: Source, userId: number | null): Promise<KeyRow[]> => {
    const all = from(source).selectFrom('api_keys').selectAll().orderBy('id', 'desc');
    return (userId === null ? all : all.where('user_id', '=', userId)).execute();
  },
  byId: (source: Source, id: number): Promise<KeyRow | undefined> =>
    from(source).selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirst(),
  byHash: (source: Source, keyHash: string): Promise<KeyWithOwner | undefined> =>
    from(source)
      .selectFrom('api_keys')
      .leftJoin('users', 'users.id', 'api_keys.user_id')
      .selectAll('api_keys')
      .select(['users.role as owner_role', 'users.is_disabled as is_owner_disabled'])
      .where('api_keys.key_hash', '=', keyHash)
      .executeTakeFirst(),
  insert: (tx: Tx, key: Insertable<KeyTable>): Promise<KeyRow> =>
    from(tx).insertInto('api_keys').values(key).returningAll().executeTakeFirstOrThrow(),
  update: (
    tx: Tx,
    id: number,
    change: Partial<Pick<KeyRow, 'is_revoked' | 'last_used_at'>>,
  ): Promise<KeyRow> =>
    from(tx)
      .updateTable('api_keys')
      .set(change)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow(),
};
