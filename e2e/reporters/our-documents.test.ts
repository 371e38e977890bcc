import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../browser/open-browser.ts';
import { installPackage } from '../support/install-package.ts';
import { createScratch, type Scratch } from '../support/scratch.ts';
import { freePort, type RunningServer, startServer } from '../support/start-server.ts';
import { until } from '../support/until.ts';
import { type Applications, installApplications } from './run-application.ts';
import { servePages } from './serve-pages.ts';

/** Every snippet of the document is run as it is printed, but for ports, and the dashboard then shows what it throws. */
const root = resolve(import.meta.dirname, '../..');
const text = await readFile(join(root, 'docs/reporting-errors.md'), 'utf8');
const snippets = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({
  language,
  code,
  message: /Hello from [\w ]+/.exec(code)?.[0] ?? 'a snippet that says no hello',
}));

let scratch: Scratch;
let server: RunningServer;
let browser: Browser;
let applications: Applications;

beforeAll(async () => {
  scratch = await createScratch('architect-documents-');
  server = await startServer({
    dataDir: join(scratch.directory, 'data'),
    socket: `documents-${process.pid}`,
  });
  scratch.defer(() => server.stop());
  browser = await openBrowser();
  scratch.defer(() => browser.close());
  const [express, vue] = await Promise.all([installPackage('express@5.3.0'), installPackage('vue@3.5.45')]);
  const modules = { express, vue, fastify: root, react: root, 'react-dom': root };
  applications = await installApplications(join(scratch.directory, 'shop'), modules);
  scratch.defer(async () => applications.stop());
});
afterAll(() => scratch?.clean());

/** Starts a snippet; one that serves goes on until the test has seen its report. */
const start: Record<string, (code: string, name: string) => Promise<unknown>> = {
  sh: (code) => applications.run(['sh', '-c', code]),
  python: (code) => applications.run(['/usr/bin/python3', '-c', code]),
  async js(code, name) {
    await writeFile(join(applications.directory, `${name}.mjs`), code);
    return await applications.run(['node', `${name}.mjs`]);
  },
  html: (code) => visit({ '/': code }),
  async jsx(code, name) {
    const directory = join(applications.directory, name);
    await mkdir(directory);
    await writeFile(join(directory, 'main.jsx'), code);
    const page = '<!doctype html><div id="root"></div><script type="module" src="./main.jsx"></script>';
    await writeFile(join(directory, 'index.html'), page);
    const built = await applications.run([
      join(root, 'node_modules/.bin/vite'),
      'build',
      directory,
      '--outDir',
      'out',
    ]);
    expect(built).toMatchObject({ code: 0 });
    await visit({}, join(directory, 'out'));
  },
};

async function visit(pages: Record<string, string>, directory?: string): Promise<void> {
  const shop = await servePages(pages, directory);
  scratch.defer(shop.stop);
  const page = await browser.newPage();
  await page.goto(`${shop.url}/${directory ? 'index.html' : ''}`);
}

test.each(snippets)('$message', async ({ language, code, message }) => {
  const port = await freePort();
  const here = code.replaceAll('http://localhost:8080', server.url).replace(/\b3000\b/, String(port));
  const started = start[language]?.(here, message.replaceAll(' ', '-'));
  expect(started, `nothing runs ${language}`).toBeDefined();
  const serves = here !== code && here.includes(String(port));
  const ask = async (): Promise<void> =>
    void (await fetch(`http://127.0.0.1:${port}/hello`).catch(() => undefined));
  const shown = until(`the dashboard shows: ${message}`, async () => {
    if (serves) await ask();
    const { data } = await server.call(errorGroupEndpoints.listErrors, { query: { q: message } });
    return data.some((one) => one.message.includes(message));
  });
  await Promise.all([shown, serves ? null : started]);
});
