import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerTo } from '../fake-agent/turns.ts';
import { finished } from '../support/prompts.ts';
import { runShell } from './run-shell.ts';
import { type Fleet, startFleet } from './start-fleet.ts';

/** Literals that people have in their scripts: they run as printed, but for host, port and cookie value. */
const statusCommand = 'curl http://localhost:8080/api/assigner/status';
const healthCommand = 'curl http://localhost:8080/api/assigner/tasks/health | jq';
const sendScript = `import requests

response = requests.post('http://dashboard:8080/api/assigner/send',
    json={
        'content': 'Fix the authentication bug in app.py',
        'priority': 5,
        'target_session': 'dev_claude',  # Optional: route to specific session
        'timeout_minutes': 60,           # Optional: custom timeout
        'metadata': {'project': 'auth'}  # Optional: extra data
    },
    cookies={'session': 'your_session_cookie'}
)
print(response.json())  # {'prompt_id': 1, 'success': True}
`;

const run = promisify(execFile);
const username = 'architect';
const password = randomBytes(12).toString('hex');
let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet({ ARCHITECT_USER: username, ARCHITECT_PASSWORD: password });
  await fleet.createAgent('dev_claude');
});
afterAll(() => fleet?.end());

const shell = (command: string) => runShell(fleet, command);

async function cookieOfLogin(): Promise<string> {
  const reply = await fetch(`${fleet.server.url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  const cookie = reply.headers.getSetCookie().find((one) => one.startsWith('session='));
  return /^session=([^;]*)/.exec(cookie ?? '')?.[1] ?? '';
}

test('a prompt is sent by the Python example, with nothing but the login cookie', async () => {
  const script = sendScript
    .replace('http://dashboard:8080', fleet.server.url)
    .replace('your_session_cookie', await cookieOfLogin());
  const { stdout } = await run('python3', ['-c', script], { env: { PATH: process.env.PATH ?? '' } });
  const id = Number(/'prompt_id': (\d+)/.exec(stdout)?.[1]);
  expect(stdout).toContain("'success': True");
  expect(await finished(fleet.server, id)).toMatchObject({
    ...{ status: 'completed', priority: 5, timeout_minutes: 60, metadata: { project: 'auth' } },
    ...{ assigned_session: 'dev_claude', response: answerTo('Fix the authentication bug in app.py') },
  });
});

test('figures and health are read by the shell examples', async () => {
  const status = JSON.parse(await shell(statusCommand));
  expect(status).toMatchObject({ success: true, data: { counts: { pending: 0 }, active: [], sessions: 1 } });
  expect(JSON.parse(await shell(healthCommand))).toMatchObject({ success: true, data: [] });
});

test('every path of the lists answers', async () => {
  for (const path of [
    '/api/assigner/sessions',
    '/api/assigner/prompts',
    '/api/assigner/prompts/1',
    '/api/agents',
  ]) {
    expect(JSON.parse(await shell(`curl http://localhost:8080${path}`)), path).toMatchObject({
      success: true,
    });
  }
  const post = (path: string, body: object) =>
    shell(
      `curl -X POST -H 'content-type: application/json' -d '${JSON.stringify(body)}' http://localhost:8080${path}`,
    );
  const one = JSON.parse(await post('/api/agents/send', { session: 'dev_claude', message: 'hello' }));
  expect(await finished(fleet.server, one.prompt_id)).toMatchObject({ status: 'completed' });
  const all = JSON.parse(await post('/api/agents/broadcast', { message: 'stand-up' }));
  expect(all).toMatchObject({ success: true, sent_to: ['dev_claude'] });
});
