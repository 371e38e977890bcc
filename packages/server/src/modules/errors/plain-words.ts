import { isIPv6 } from 'node:net';

/** What differs from report to report is taken out here, so that the same fault is told by the same words. */

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const request = /\b(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) ((?:https?:\/\/|\/)[^\s'"<>)]+)/g;
/** Codes are no counts: `ORA-00942`, `E11000`, `TS2345`, `SQLSTATE[42P01]`, `HTTP 404`, `exit code 137`, `error #418`. */
const codes =
  /\b(?:(?:ORA|PLS|TNS)-\d{5}|E\d{4,6}|TS\d{4,5}|SQLSTATE\W?\w{5}|(?:HTTP(?:\/[\d.]+)?|status(?: code)?|code|errno|signal|error #)[ :=]{0,2}\d{1,4})\b/gi;
/** In quotes, with a digit, a space or a sign in it: a value. What looks like a name may be the fault itself. */
const quotedValue = /(?<!\w)(["'`])(?=[^"'`\n]*[\d\s@/:,;<])[^"'`\n]{1,300}\1(?!\w)/g;
/** In quotes, after a word for what people name as they like. */
const quotedName =
  /\b(user|username|login|account|customer|tenant|host|hostname|file|product|with base <n>:)( ?)(["'`])[^"'`\n]{1,300}\3(?!\w)/gi;

/** In their order: what is more exact comes first. */
const rules: readonly (readonly [RegExp, string | ((found: string) => string)])[] = [
  [uuid, '<id>'],
  [/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '<email>'],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s'"<>)]+/gi, '<address>'],
  [/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?/g, '<time>'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g, '<host>'],
  [/(?<![\w:])[0-9a-f:]{1,39}:[0-9a-f:]{0,39}(?![\w:])/gi, (found) => (isHost(found) ? '<host>' : found)],
  [/(?<![\w/])(?:\/[\w.@+-]+){2,}\/?/g, '<path>'],
  [/\b[A-Z]:\\[^\s'"<>|]+/g, '<path>'],
  [/\b0x[0-9a-f]+\b/gi, '<hex>'],
  // Hashes and tokens: long, and with a digit in them, so that words stay.
  [/\b(?=[a-z0-9]*\d)[a-f0-9]{8,}\b/gi, '<hex>'],
  [/\b(?=\w*\d)(?=\w*[a-z])[A-Za-z0-9_-]{20,}\b/g, '<token>'],
  [/\b[a-z]{2,6}_(?=\w*\d)[A-Za-z0-9]{6,}\b/g, '<token>'],
  [/(?<=[a-z_])\d+\b/gi, '<n>'],
  [/[-+]?\b\d+(?:[.,]\d+)*(?:e[-+]?\d+)?(?: ?(?:[nµm]?s|min|[kKMGT]?i?B))?(?!\w)/g, '<n>'],
  [/[-+]?\b\d+(?:[.,]\d+)*/g, '<n>'],
  [quotedValue, '<text>'],
  [quotedName, '$1$2<text>'],
  [/\s+/g, ' '],
];

/** A message without what differs from report to report. */
export function plainText(text: string): string {
  // What stays is put aside meanwhile, as characters that stand for nothing.
  const kept: string[] = [];
  const keep = (word: string): string => String.fromCharCode(firstPrivate + kept.push(word) - 1);
  let plain = text
    .slice(0, 1_000)
    .replace(request, (_all, method: string, address: string) => keep(`${method} ${plainRoute(address)}`))
    .replace(codes, keep);
  for (const [pattern, instead] of rules)
    plain = typeof instead === 'string' ? plain.replace(pattern, instead) : plain.replace(pattern, instead);
  return plain.replace(privateUse, (one) => kept[one.charCodeAt(0) - firstPrivate] ?? one).trim();
}

const firstPrivate = 0xe000;
const privateUse = /[\ue000-\uf8ff]/g;

/** Addresses of version 6, and those of network cards. */
function isHost(text: string): boolean {
  return isIPv6(text) || /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text);
}

/** The code that a message names: the same line of a program fails in different ways. */
export function codeIn(text: string): string {
  const found =
    /\bE[A-Z]{4,}\b|\bERR_[A-Z_]{3,}|\b(?:ORA|PLS|TNS)-\d{5}\b|\bSQLSTATE\W?\w{5}|\b(?:HTTP|status(?: code)?|error #)[ :]{0,2}\d{3}\b/i;
  return found.exec(text.slice(0, 1_000))?.[0].toUpperCase() ?? '';
}

/** A path of an address as all calls of it have it: `/orders/<id>`. */
export function plainRoute(address: string): string {
  const path = address.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/[?#].*$/, '');
  return path.split('/').map(plainStep).join('/') || '/';
}

/** A part of a path or route. Ids have digits; what is all letters is a name. */
function plainStep(step: string): string {
  if (/^\d+$/.test(step) || /^[0-9a-f-]*\d[0-9a-f-]{7,}$/i.test(step)) return '<id>';
  if (/^(?=.*\d)[\w-]{20,}$/.test(step)) return '<id>';
  return step.replace(/\d+(?:\.\d+)+/g, '<n>');
}

/** Where programs are put; what follows is the program. */
const roots =
  /^(?:[A-Z]:)?\/(?:(?:home|Users)\/[^/]+|root|srv|opt|app|workspace|var\/www(?:\/html)?|usr\/src(?:\/app)?|usr\/local)\//i;

/**
 * A path as it is on every machine and in every build: without address, query, home and working directory, and without
 * the hashes of bundlers and the directories of releases.
 */
export function plainPath(path: string): string {
  const file = path
    .replace(/^(?:[a-z][a-z0-9+.-]*:\/\/[^/]*|file:\/\/)/i, '')
    .replace(/[?#].*$/, '')
    .replaceAll('\\', '/')
    .replace(roots, '')
    .replace(/(?::\d+){1,2}\)?$/, '');
  const inside = file.replace(/^.*?\/(node_modules|site-packages|dist-packages)\//, '$1/');
  const steps = inside.split('/').filter((step) => !/^(?:\.?|\(.*\))$/.test(step));
  const name = steps.pop();
  const places = steps.map(plainStep).filter((step) => step !== '<id>');
  return name === undefined ? '' : [...places, plainFile(name)].slice(-3).join('/');
}

/** `cart.1a2b3c4d.js`, `cart-BxY3_k9Z.js` and `1a2b….php` without what bundlers and caches made up. */
function plainFile(name: string): string {
  if (/^[0-9a-f]{16,}(?=\.|$)/i.test(name)) return name.replace(/^[0-9a-f]+/i, '<id>');
  const plain = name
    .replace(/[.-](?=[0-9a-f]*\d)[0-9a-f]{6,}(?=\.)/i, '')
    // Eight characters, of which one past the first is large or a digit: `-DiwrgTda.js`, and not `-settings.js`.
    .replace(/[.-](?=.[\w-]{0,6}[A-Z\d_])[\w-]{8}(?=\.(?:m?js|css)$)/, '');
  return plainStep(plain);
}

/** What a call is named in every build: without what engines add and compilers number. */
export function plainFunction(name: string): string {
  return (
    name
      .replace(/^(?:(?:async|new|promise callback|setTimeout handler)[ *])+/, '')
      .replace(/^(?:Object|Module|Window|global|globalThis)\./, '')
      // Firefox's way of saying "inside", Java's proxies, PHP's classes without a name, Go's closures, Ruby's blocks.
      .replace(/(?:\/<)+$/, '')
      .replace(/\$\$(?:Enhancer|FastClass|Lambda)\w*(?:\$\$\w+)?/g, '')
      .replace(/@anonymous.*?(?=::|->|$)/, '@anonymous')
      .replace(/\.func\d+(?:\.\d+)*/g, '.func')
      .replace(/^(?:block|rescue|ensure)(?: \(\d+ levels\))? in /, '')
      .replace(/\$\d+|\d{2,}/g, '')
      .trim()
  );
}
