import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPrivateTmux, type PrivateTmux } from './private-tmux.ts';
import { isSameProcess } from './process-identity.ts';
import { architect, startArchitect } from './run-architect.ts';

const deploy = resolve(import.meta.dirname, '../../../deploy.sh');
// Each step starts a program: slow where others use the machine too.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

let dataDir: string;
let tmux: PrivateTmux;
let env: Record<string, string>;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'architect-serve-'));
  tmux = createPrivateTmux();
  env = { ARCHITECT_DATA_DIR: dataDir, ARCHITECT_TMUX_SOCKET: tmux.socket, PORT: '0', LOG_LEVEL: 'warn' };
});
afterEach(async () => {
  if (existsSync(join(dataDir, 'server.json'))) await architect(['serve', '--stop'], env);
  await tmux.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('architect serve', () => {
  it('runs in the foreground, prints the first password once, and ends at SIGTERM', async () => {
    const first = startArchitect(['serve'], env);
    await first.untilSays('Password');
    const { pid, url } = JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8'));
    expect(pid).toBe(first.child.pid);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await architect(['sessions', '--json'], env)).stdout.trim()).toBe('[]');
    const second = await architect(['serve'], env);
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining(String(pid)) });
    first.child.kill('SIGTERM');
    const { code, stdout } = await first.done;
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /Dashboard {2}http:\/\/127\.0\.0\.1:\d+\nUser {7}architect\nPassword {3}\S{12,} {2}\(printed only this once/,
    );
    expect((await architect(['serve', '--status'], env)).code).toBe(3);

    const again = startArchitect(['serve'], env);
    await again.untilSays('the one printed on the first start');
    again.child.kill('SIGTERM');
    expect((await again.done).code).toBe(0);
  });

  it('runs in the background, with status and stop', async () => {
    const started = await architect(['serve', '--daemon'], env);
    expect(started.stderr).toBe('');
    const password = /Password {3}(\S{12,})/.exec(started.stdout)?.[1] ?? 'none';
    const value = JSON.parse((await architect(['serve', '--status', '--json'], env)).stdout);
    expect(value).toMatchObject({
      running: true,
      url: expect.stringMatching(/^http/),
      log: join(dataDir, 'serve.log'),
    });
    expect(isSameProcess(value.pid, value.process_start)).toBe(true);
    expect(readFileSync(join(dataDir, 'serve.log'), 'utf8')).not.toContain(password);
    expect(statSync(join(dataDir, 'server.json')).mode & 0o777).toBe(0o600);
    expect(await architect(['serve', '--daemon'], env)).toMatchObject({
      code: 5,
      stderr: expect.stringContaining(value.url),
    });
    expect(await architect(['serve', '--stop'], env)).toMatchObject({ code: 0, stdout: 'Stopped.\n' });
    expect(isSameProcess(value.pid, value.process_start)).toBe(false);
    expect(await architect(['serve', '--stop'], env)).toMatchObject({ code: 0, stdout: 'Not running.\n' });
  });

  it.each([['serve'], ['serve', '--daemon']])(
    'says in one line that the port is taken: %j',
    async (...words) => {
      const other = createServer();
      await new Promise<void>((ready) => other.listen(0, '127.0.0.1', ready));
      const port = String((other.address() as AddressInfo).port);
      const { code, stderr } = await architect(words, { ...env, PORT: port });
      other.close();
      expect(code).toBe(1);
      expect(stderr).toMatch(new RegExp(`^architect: port ${port} on 127\\.0\\.0\\.1 is taken.*\n$`));
    },
  );

  it('refuses plain HTTP for other machines, and settings that are none', async () => {
    expect(await architect(['serve', '--host', '0.0.0.0'], env)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--ssl'),
    });
    expect(await architect(['serve', '--log-level', 'loud'], env)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--log-level'),
    });
  });

  it('under --ssl the command line trusts the certificate made here', async () => {
    const running = startArchitect(['serve', '--ssl'], env);
    await running.untilSays('Dashboard  https://');
    await running.untilSays('Password');
    expect(await architect(['prompts', '--json'], env)).toMatchObject({ code: 0, stdout: '[]\n' });
    running.child.kill('SIGTERM');
    await running.done;
  });

  it('drives the built-in agent: prompt, permission, answer; and backs up', async () => {
    const running = startArchitect(['serve'], env);
    await running.untilSays('Password');
    const worker = `exec ${resolve(import.meta.dirname, '../../../bin/architect')} chat --worker --provider demo`;
    const created = await architect(
      [
        'sessions',
        'create',
        'helper',
        '--provider',
        'demo',
        '--command',
        worker,
        '--env',
        'ARCHITECT_DEMO_WORD_MS=5',
      ],
      env,
    );
    expect(created.stderr).toBe('');
    const prompt = startArchitect(['send', '--wait', '--target', 'helper', 'run it'], env);
    await prompt.untilSays('blocked');
    const [{ id, subject }] = JSON.parse((await architect(['interactions', '--json'], env)).stdout);
    expect(subject).toBe('node --version');
    expect((await architect(['interactions', 'approve', String(id)], env)).code).toBe(0);
    expect(await prompt.done).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('pretended to run `node --version`'),
    });

    const big = Array.from({ length: 40 }, (_, line) => `line ${line} "quoted" \`ticks\` 🙂`).join('\n');
    const answer = await architect(['send', '--wait', '-'], env, big);
    expect(answer.stdout).toContain(`(${big.length} characters read)`);
    await watchInTmux();

    const saved = JSON.parse(
      (await architect(['backup', 'create', join(dataDir, 'saved'), '--json'], env)).stdout,
    );
    expect((await architect(['backup', 'restore', saved.file], env)).code).toBe(1);
    running.child.kill('SIGTERM');
    await running.done;
    expect((await architect(['backup', 'verify', saved.file], env)).stdout).toMatch(/^Good\./);
    expect((await architect(['backup', 'restore', saved.file], env)).stdout).toContain('is kept as');
  });

  async function watchInTmux(): Promise<void> {
    const program = resolve(import.meta.dirname, '../../../bin/architect');
    const screen = createPrivateTmux();
    try {
      const options = ['-x', '150', '-y', '30', '-e', `ARCHITECT_DATA_DIR=${dataDir}`];
      await screen.tmux('new-session', '-d', '-s', 'w', ...options, program, 'watch');
      await screen.tmux('set-option', '-t', 'w', 'remain-on-exit', 'on');
      await screen.untilScreen('w', (seen) => /helper +demo +idle/.test(seen) && /completed/.test(seen));
      await screen.tmux('send-keys', '-t', 'w', 'q');
      await screen.untilDead('w');
      await screen.tmux('respawn-pane', '-k', '-t', 'w', program, 'sessions', 'attach', 'helper');
      await screen.untilScreen('w', (seen) => seen.includes('architect-chat · demo'));
    } finally {
      await screen.stop();
    }
  }
});

describe('deploy.sh', () => {
  const run = (...words: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
      execFile(deploy, words, { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
        done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
      );
    });

  it('explains itself and refuses what it does not know', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--demo') });
    expect(await run('--frob')).toMatchObject({
      code: 2,
      stderr: 'Unknown: --frob See ./deploy.sh --help\n',
    });
    expect(await run('--port')).toMatchObject({ code: 2, stderr: expect.stringContaining('needs a value') });
  });

  it('says whether the dashboard runs, and stops it', async () => {
    expect(await run('status')).toMatchObject({ code: 3, stdout: 'Not running.\n' });
    await architect(['serve', '--daemon'], env);
    expect(await run('status')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Runs on http://127.0.0.1:'),
    });
    expect(await run('stop')).toMatchObject({ code: 0, stdout: 'Stopped.\n' });
  });

  it('a restart keeps the flags of the start', async () => {
    await architect(['serve', '--daemon'], env);
    const { url } = JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8'));
    await architect(['serve', '--stop'], env);
    await architect(['serve', '--daemon', '--port', new URL(url).port], env);
    expect((await architect(['serve', '--restart'], env)).stdout).toContain(`${url}\n`);
  });
});
