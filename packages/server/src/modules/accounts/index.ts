import type { Config } from '../../config.ts';
import type { Bind, ModuleContext } from '../../platform/context.ts';
import type { Authenticate } from '../../platform/http/identity.ts';
import { createKeys, type Keys } from './keys.ts';
import { openLocalToken } from './local-token.ts';
import { createLoginThrottle } from './login-throttle.ts';
import { createLogins } from './logins.ts';
import { createPasswordHasher, type PasswordHasher } from './password.ts';
import { bindAccountRoutes } from './routes.ts';
import { createUsers, type Users } from './users.ts';

export interface Accounts {
  readonly users: Users;
  readonly keys: Keys;
  /** Bearer token of this machine's own programs. */
  readonly localToken: string;
  /** The HTTP layer asks this about every request. */
  readonly authenticate: Authenticate;
  bindRoutes(bind: Bind): void;
}

export interface AccountsDependencies extends Pick<ModuleContext, 'db' | 'clock' | 'log'> {
  config: Pick<Config, 'dataDir' | 'sessionTimeoutS'>;
  /** Cheaper hashing in tests. */
  hasher?: PasswordHasher;
}

/** Users, logins and API keys, and the answer to "who is asking?". */
export function createAccounts({
  db,
  clock,
  log,
  config,
  hasher = createPasswordHasher(),
}: AccountsDependencies): Accounts {
  const logins = createLogins({ db, clock, log, timeoutS: config.sessionTimeoutS });
  const users = createUsers({ db, clock, hasher, logins });
  const keys = createKeys({ db, clock, log });
  const throttle = createLoginThrottle({ clock });
  const local = openLocalToken(config.dataDir);

  return {
    users,
    keys,
    localToken: local.token,
    async authenticate({ cookie, bearer, ip }) {
      if (bearer !== null) return local.find(bearer, ip) ?? (await keys.find(bearer));
      return cookie === null ? null : await logins.find(cookie);
    },
    bindRoutes: (bind) =>
      bindAccountRoutes(bind, { db, users, keys, logins, throttle, timeoutS: config.sessionTimeoutS }),
  };
}
