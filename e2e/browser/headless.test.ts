import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acpClis, headlessClis } from '../headless/headless-stage.ts';
import { installCli } from '../real-clis/install-cli.ts';
import { stubAnswer } from '../stubs/script.ts';
import { type Stub, startStub } from '../stubs/start-stub.ts';
import { finished, send } from '../support/prompts.ts';
import { type Dashboard, startDashboard } from './start-dashboard.ts';

const isFull = process.env.ARCHITECT_E2E_FULL === '1';
const clis = [...headlessClis, ...acpClis].filter(({ name }) => isFull || name === 'claude');
const labels = { claude: 'Claude', codex: 'Codex', gemini: 'Gemini', opencode: 'opencode' };

describe.each(clis)('$name without a terminal, from the page', (cli) => {
  let dashboard: Dashboard;
  let stub: Stub;

  beforeAll(async () => {
    dashboard = await startDashboard();
    stub = await startStub(cli.stub());
  }, 120_000);
  afterAll(async () => {
    await dashboard?.end();
    await stub?.close();
  });

  test('is started by the form, asks, is approved, and tells what its turn took', async () => {
    const installed = await installCli(cli.name, cli.version);
    if (!installed) throw new Error(`${cli.name} ${cli.version} is not in the registry`);
    const { directory } = dashboard;
    const { env, project } = await cli.home({ directory, binDir: installed.binDir, stubUrl: stub.url });
    const page = await dashboard.openSignedIn();
    await page.goto(`${dashboard.server().url}/sessions`);
    await page.getByRole('button', { name: 'New session' }).click();
    await page.getByLabel('Name').fill('quiet');
    await page.getByRole('combobox', { name: 'Agent' }).click();
    await page.getByRole('option', { name: new RegExp(`^${labels[cli.name]}`, 'i') }).click();
    await page.getByText('Headless', { exact: true }).click();
    await page.getByLabel('Working directory').fill(project);
    const lines = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    await page.getByLabel('Environment').fill(lines.join('\n'));
    await page.getByRole('button', { name: 'Create session' }).click();
    await page.getByText('Nothing yet: it starts to talk with its first prompt.').waitFor();

    const content = 'run npm --version > approved.txt';
    const id = await send(dashboard.server(), { content, target_session: 'quiet' });
    await page.getByText('npm --version > approved.txt').first().waitFor({ timeout: 60_000 });
    await page
      .getByRole('button', { name: /^(Approve|Allow|Yes)/ })
      .first()
      .click();
    expect(await finished(dashboard.server(), id)).toMatchObject({
      status: 'completed',
      response: stubAnswer(content),
      // opencode tells of the last request of a turn alone: of one with a tool nobody knows.
      usage:
        cli.name === 'opencode'
          ? null
          : { input_tokens: expect.any(Number), output_tokens: expect.any(Number) },
    });
    await page.getByText(`● ${stubAnswer(content)}`).waitFor();
    if (cli.name === 'opencode') return;
    await page.goto(`${dashboard.server().url}/prompts/${id}`);
    const cost = cli.usage.cost_usd === null ? 'cost unknown' : '\\$0\\.\\d+';
    await page.getByText(new RegExp(`tokens in, .* out, ${cost}`)).waitFor();
  });
});
