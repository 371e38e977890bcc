import { expect, test } from 'vitest';
import { plainText, webAddress } from './plain-text.ts';

test.each([
  ['user\u202egpj.exe', 'user⟨202E⟩gpj.exe'],
  ['a\u0000b\u001b[31mc', 'a⟨0000⟩b⟨001B⟩[31mc'],
  ['line\n\ttwo', 'line\n\ttwo'],
  ['naïve – 日本語 👩‍💻', 'naïve – 日本語 👩‍💻'],
])('what hides or turns text is named: %j', (text, shown) => {
  expect(plainText(text)).toBe(shown);
});

test.each([
  ['https://shop.example/cart?x=1', 'https://shop.example/cart?x=1'],
  ['javascript:alert(1)', null],
  ['java\nscript:alert(1)', null],
  ['data:text/html,x', null],
  [' JaVaScRiPt:alert(1)', null],
  ['//shop.example', null],
  ['/cart', null],
])('only web addresses become links: %j', (text, href) => {
  expect(webAddress(text)).toBe(href);
});
