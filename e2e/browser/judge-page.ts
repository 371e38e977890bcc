import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Both colour schemes at desktop and phone width. What is wrong with structure is the same in the dark: it is looked for once. */
const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [1440, 390].map((width) => ({
    name: `${colorScheme}-${width}`,
    colorScheme,
    viewport: { width, height: width > 600 ? 900 : 844 },
    rules: colorScheme === 'light' ? null : ['color-contrast'],
  })),
);

/** As a page opens in these tests. */
export const desktop = looks.slice(0, 1);

/**
 * What is wrong with the page in every look: findings of axe, what is wider than the window, a colour scheme that is not
 * followed. With SCREENSHOT_DIR each look is saved there. The page is left as on a desktop in the light.
 */
export async function judgePage(page: Page, name: string, wanted = looks): Promise<string[]> {
  const faults: string[] = [];
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  for (const { name: look, viewport, colorScheme, rules } of wanted) {
    await showAs(page, { viewport, colorScheme });
    await page.evaluate(`(${stillness})('${colorScheme}')`);
    const directory = process.env.SCREENSHOT_DIR;
    if (directory) await page.screenshot({ path: join(directory, `${name}-${look}.png`), fullPage: true });
    const found: string[] = await page.evaluate(
      `(${faultsOfPage})(${JSON.stringify({ rules, colorScheme })})`,
    );
    faults.push(...found.map((fault) => `${name} ${look}: ${fault}`));
  }
  await showAs(page, looks[0]!);
  return faults;
}

async function showAs(
  page: Page,
  look: Pick<(typeof looks)[number], 'viewport' | 'colorScheme'>,
): Promise<void> {
  await page.setViewportSize(look.viewport);
  await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
}

/** Keeps what the page logs as an error or throws; gives it away once. */
export function watchFaults(page: Page): () => string[] {
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  return () => faults.splice(0);
}

// Run in the page, hence as text: this project's types know no document.
// The page follows a change of colours in its own time, and some of it by transitions.
const stillness = `async (colorScheme) => {
  const frame = () => new Promise(requestAnimationFrame);
  for (let waits = 0; waits < 100 && document.documentElement.dataset.mantineColorScheme !== colorScheme; waits += 1)
    await frame();
  await frame();
  await frame();
  const moving = () => document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations === 1);
  while (moving().length > 0) await Promise.allSettled(moving().map((one) => one.finished));
}`;
const faultsOfPage = `async ({ rules, colorScheme }) => {
  const { violations } = await axe.run(rules ? { runOnly: rules } : {});
  const wider = document.documentElement.scrollWidth - window.innerWidth;
  const scheme = document.documentElement.dataset.mantineColorScheme;
  return [
    ...violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 200) + ' ' + nodes[0].failureSummary),
    ...(wider > 0 ? [wider + ' px wider than the window'] : []),
    ...(scheme === colorScheme ? [] : ['the colours are ' + scheme]),
  ];
}`;
