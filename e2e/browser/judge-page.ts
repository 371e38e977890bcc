import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

const screenshots = process.env.SCREENSHOT_DIR ?? join(tmpdir(), 'architect-screenshots');

/** Both colour schemes at desktop and phone width. */
export const looks = (['light', 'dark'] as const).flatMap((scheme) =>
  [1440, 390].map((width) => ({
    name: `${scheme}-${width}`,
    options: {
      viewport: { width, height: width > 600 ? 900 : 844 },
      colorScheme: scheme,
      reducedMotion: 'reduce' as const,
    },
  })),
);

/** Findings of axe and whether the page is wider than the window; leaves a screenshot of the whole page. */
export async function judgePage(page: Page, name: string): Promise<string[]> {
  await page.evaluate(stillness);
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
  await page.evaluate(axe.source);
  const findings: string[] = await page.evaluate(faultsOfPage);
  return findings.map((finding) => `${name}: ${finding}`);
}

// Run in the page, hence as text: this project's types know no document.
const stillness = `Promise.all(
  document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations === 1).map((one) => one.finished),
).then(() => null)`;
const faultsOfPage = `axe.run().then(({ violations }) => {
  const wider = document.documentElement.scrollWidth - window.innerWidth;
  return [
    ...violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 200) + ' ' + nodes[0].failureSummary),
    ...(wider > 0 ? [wider + ' px wider than the window'] : []),
  ];
})`;
