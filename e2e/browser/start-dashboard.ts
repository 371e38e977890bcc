import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { sessionEndpoints } from '@architect/contracts/sessions';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { createFakeAgents, type FakeAgents } from '../support/fake-agents.ts';
import { createPrivateTmux, type PrivateTmux } from '../support/private-tmux.ts';
import { sessionWhere } from '../support/prompts.ts';
import { createScratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { openBrowser } from './open-browser.ts';
import { openPage } from './sign-in.ts';

/** The built product with fake agents in a private tmux server, and a browser in front of it. */
export interface Dashboard {
  /** The server of this moment: `restart` replaces it. */
  server(): RunningServer;
  terminal: PrivateTmux;
  agents: FakeAgents;
  browser: Browser;
  username: string;
  password: string;
  /** Scratch directory, gone at the end. */
  directory: string;
  /** A session that the product made, idle; `flags` go to the fake agent. */
  createAgent(name: string, ...flags: string[]): Promise<void>;
  /** A page that shows the sign-in form. */
  openPage(): Promise<Page>;
  /** A page of a new login that goes to `path`, or shows the overview. */
  openSignedIn(wanted?: SignedInPage): Promise<Page>;
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  end(): Promise<void>;
}

interface SignedInPage {
  path?: string;
  /** Default: the first administrator. */
  as?: { username: string; password: string };
  context?: BrowserContextOptions;
}

export async function startDashboard(env: Record<string, string> = {}): Promise<Dashboard> {
  const scratch = await createScratch('architect-browser-');
  const terminal = createPrivateTmux('browser');
  scratch.defer(() => terminal.end());
  const agents = await createFakeAgents(scratch.directory);
  const username = 'architect';
  const password = randomBytes(12).toString('hex');
  const settings = {
    dataDir: `${scratch.directory}/data`,
    socket: terminal.socket,
    env: { HOME: scratch.directory, ARCHITECT_USER: username, ARCHITECT_PASSWORD: password, ...env },
  };
  let server = await startServer(settings);
  scratch.defer(() => server.stop());
  const browser = await openBrowser();
  scratch.defer(() => browser.close());

  return {
    server: () => server,
    terminal,
    agents,
    browser,
    username,
    password,
    directory: scratch.directory,
    async createAgent(name, ...flags) {
      const workingDir = `${scratch.directory}/${name}`;
      await mkdir(workingDir, { recursive: true });
      const command = agents.command(name, ...flags);
      const body = { name, provider: 'claude' as const, working_dir: workingDir, command };
      await server.call(sessionEndpoints.createTmuxSession, {
        body: { ...body, env: { HOME: scratch.directory } },
      });
      await sessionWhere(server, name, 'is idle', (session) => session.state === 'idle');
    },
    openPage: () => openPage(browser, server.url),
    async openSignedIn({ path = '/', as = { username, password }, context = {} } = {}) {
      const opened = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...context });
      // Without the form, which has tests of its own: the context keeps the cookie.
      const reply = await opened.request.post(`${server.url}/login`, { data: as });
      if (!reply.ok()) throw new Error(`sign-in failed: ${await reply.text()}`);
      const page = await opened.newPage();
      await page.goto(server.url + path);
      if (path === '/') await page.getByRole('heading', { name: 'Overview' }).waitFor();
      return page;
    },
    stopServer: () => server.stop(),
    async startServer() {
      server = await startServer({ ...settings, port: server.port });
    },
    end: () => scratch.clean(),
  };
}
