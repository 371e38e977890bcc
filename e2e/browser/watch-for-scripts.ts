import type { BrowserContext, Page } from 'playwright-core';

/** Watches a context for anything that text of others could do: run, load, open, or lead to another scheme. */
export interface ScriptWatch {
  /** What happened since the last call, and what the page shows now that must not be there. */
  faultsOf(page: Page, where: string): Promise<string[]>;
}

export async function watchForScripts(context: BrowserContext, origin: string): Promise<ScriptWatch> {
  const seen: string[] = [];
  await context.exposeFunction('tellViolation', (words: string) => void seen.push(`CSP refused ${words}`));
  await context.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
    window.tellViolation(event.violatedDirective + ' ' + event.blockedURI));`);
  context.on('dialog', (dialog) => {
    seen.push(`a dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('weberror', (error) => void seen.push(`fault of the page: ${error.error().message}`));
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('blob:') && !url.startsWith('data:'))
      seen.push(`asked for ${url}`);
  });
  return {
    async faultsOf(page, where) {
      const shown: string[] = await page.evaluate(shownFaults);
      return [...seen.splice(0), ...shown].map((fault) => `${where}: ${fault}`);
    },
  };
}

// Run in the page, hence as text: this project's types know no document.
const shownFaults = `(() => {
  const faults = [];
  if (window.__xss !== undefined) faults.push('a script ran');
  for (const link of document.querySelectorAll('a[href]'))
    if (!/^https?:$/.test(link.protocol)) faults.push('a link leads to ' + link.getAttribute('href'));
  const strange = 'main script, iframe, object, embed, base, meta[http-equiv], main style, main link, main form[action], main img, video';
  for (const one of document.querySelectorAll(strange)) faults.push('there is ' + one.outerHTML.slice(0, 80));
  for (const one of document.querySelectorAll('body *'))
    for (const { name } of one.attributes) if (name.startsWith('on')) faults.push(one.tagName + ' has ' + name);
  const wider = document.documentElement.scrollWidth - window.innerWidth;
  if (wider > 0) faults.push(wider + ' px wider than the window');
  return faults;
})()`;
