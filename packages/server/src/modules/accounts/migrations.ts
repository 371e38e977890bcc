import type { Migration } from '../../platform/database/migrate.ts';

export const accountMigrations: Migration[] = [
  {
    id: '0002_accounts',
    async up(db, dialect) {
      await db.schema
        .createTable('users')
        .addColumn('id', dialect.id, dialect.autoId)
        .addColumn('username', 'text', (column) => column.notNull())
        // Lower case: names are case-insensitive.
        .addColumn('username_key', 'text', (column) => column.notNull().unique())
        .addColumn('password_hash', 'text', (column) => column.notNull())
        .addColumn('role', 'text', (column) => column.notNull())
        .addColumn('is_disabled', dialect.boolean, (column) => column.notNull())
        .addColumn('created_at', dialect.time, (column) => column.notNull())
        .addColumn('last_login_at', dialect.time)
        .execute();
      await db.schema
        .createTable('logins')
        .addColumn('id', dialect.id, dialect.autoId)
        .addColumn('user_id', dialect.id, (column) => column.notNull().references('users.id'))
        .addColumn('token_hash', 'text', (column) => column.notNull().unique())
        .addColumn('created_at', dialect.time, (column) => column.notNull())
        .addColumn('last_seen_at', dialect.time, (column) => column.notNull())
        .execute();
      await db.schema.createIndex('logins_user').on('logins').column('user_id').execute();
      await db.schema
        .createTable('api_keys')
        .addColumn('id', dialect.id, dialect.autoId)
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('role', 'text', (column) => column.notNull())
        .addColumn('prefix', 'text', (column) => column.notNull())
        .addColumn('key_hash', 'text', (column) => column.notNull().unique())
        // Null for keys made with the local token, which belongs to the machine.
        .addColumn('user_id', dialect.id, (column) => column.references('users.id'))
        .addColumn('created_by', 'text', (column) => column.notNull())
        .addColumn('created_at', dialect.time, (column) => column.notNull())
        .addColumn('expires_at', dialect.time)
        .addColumn('last_used_at', dialect.time)
        .addColumn('is_revoked', dialect.boolean, (column) => column.notNull())
        .execute();
    },
    async down(db) {
      for (const table of ['api_keys', 'logins', 'users']) await db.schema.dropTable(table).execute();
    },
  },
];
