import type { DialogOption } from '@architect/contracts/sessions';

type Meaning = DialogOption['meaning'];

/**
 * What a row does, told by its text and never by its place: `1` is "auto mode" in one dialog and "No, exit" in another.
 * The first rule that matches decides; a text that no rule knows is `other`, which nothing picks by itself.
 */
const rules: { meaning: Meaning; pattern: RegExp }[] = [
  { meaning: 'deny', pattern: /^(no\b|deny\b|reject\b|cancel\b|decline\b|don.t (allow|trust|proceed))/i },
  { meaning: 'deny', pattern: /^back to agent command center/i },
  {
    meaning: 'approve_always',
    pattern:
      /(don.t ask( me)? again|always|(all|in the) future|(during|for|in|from) this (session|project|conversation)|auto[ -]?mode|auto(matically)?[ -]accept|bypass|switch to|all edits|from now on|remember|and allow )/i,
  },
  {
    meaning: 'approve_once',
    pattern:
      /^(yes|yes, proceed|yes, (just this once|allow once|once)|allow once|approve( once)?|yes,( and)? manually (approve|accept) edits|yes, enter plan mode|allow|yes, i trust this folder|trust folder \(.*\)|yes, i accept|yes, continue|yes, implement this plan|trust and continue)\.?$/i,
  },
];

export function optionMeaning(text: string): Meaning {
  const plain = text.replaceAll('’', "'").trim();
  return rules.find((rule) => rule.pattern.test(plain))?.meaning ?? 'other';
}
