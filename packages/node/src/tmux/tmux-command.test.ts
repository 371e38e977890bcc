import { expect, it } from 'vitest';
import { serverEnv } from './tmux-command.ts';

it("hands sessions a person's environment without this program's settings and secrets", () => {
  const env = {
    PATH: '/usr/bin',
    HOME: '/home/ann',
    EDITOR: 'vi',
    PORT: '8080',
    LOG_LEVEL: 'debug',
    NODE_COMPILE_CACHE: '/tmp/c',
    ARCHITECT_PASSWORD: 'x',
    ARCHITECT_TOKEN: 'x',
    SECRET_KEY: 'x',
    DATABASE_URL: 'postgres://a:b@c/d',
    TMUX: '/tmp/tmux-0/default,1,0',
  };
  expect(serverEnv(env)).toEqual({ PATH: '/usr/bin', HOME: '/home/ann', EDITOR: 'vi' });
});
