import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import {
  type AgentDefinition,
  agentDefinition,
  definedName,
  type RuleOverride,
  ruleOverride,
} from './rules-schema.ts';

/** What is wrong in the file, where, and what is allowed there. */
export interface RulesFault {
  /** Counted from 1; null when the file as a whole is meant. */
  line: number | null;
  /** Path of the key, e.g. `acme.screen[0].state`. */
  key: string;
  message: string;
}

/** One provider's part of the file. `lineOf` gives the line of a key below it. */
export interface RulesEntry {
  provider: string;
  line: number | null;
  lineOf(path: (string | number)[]): number | null;
  /** A new agent, or rules put before those of a built-in one; a list of them, one for each version range. */
  part: { agent: AgentDefinition } | { overrides: RuleOverride[] };
}

export type RulesRead = { ok: true; entries: RulesEntry[] } | { ok: false; faults: RulesFault[] };

const maxBytes = 1_000_000;

/**
 * Reads the text of an `agents.yaml`.
 * @param builtIn providers that have an adapter: what stands under their name is an override
 */
export function readRulesFile(text: string, builtIn: readonly string[]): RulesRead {
  if (text.length > maxBytes) return { ok: false, faults: [fault(null, '', 'the file is larger than 1 MB')] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) => fault(lines.linePos(error.pos[0]).line, '', error.message));
    return { ok: false, faults };
  }
  const root: unknown = document.toJS();
  if (root === null) return { ok: true, entries: [] };
  if (!isMap(document.contents) || typeof root !== 'object')
    return {
      ok: false,
      faults: [fault(1, '', 'the file is a list of names: acme: { processes: [acme], … }')],
    };
  const reads = Object.entries(root).map(([provider, value]) =>
    readEntry({ provider, value, document, lines, builtIn }),
  );
  const faults = reads.flatMap((read) => ('faults' in read ? read.faults : []));
  const entries = reads.flatMap((read) => ('entry' in read ? [read.entry] : []));
  return faults.length > 0 ? { ok: false, faults } : { ok: true, entries };
}

interface RawEntry {
  provider: string;
  value: unknown;
  document: Document;
  lines: LineCounter;
  builtIn: readonly string[];
}

function readEntry(raw: RawEntry): { entry: RulesEntry } | { faults: RulesFault[] } {
  const { provider, value, builtIn } = raw;
  const lineOf = (path: (string | number)[]) => lineOfKey(raw, [provider, ...path]);
  const name = definedName.safeParse(provider);
  if (!name.success) return { faults: issues(name.error, provider, lineOf, []) };
  const at = { provider, line: lineOf([]), lineOf };
  if (!builtIn.includes(provider)) {
    const parsed = agentDefinition.safeParse(value);
    if (parsed.success) return { entry: { ...at, part: { agent: parsed.data } } };
    return { faults: issues(parsed.error, provider, lineOf, []) };
  }
  const isList = Array.isArray(value);
  const parsed = (isList ? value : [value]).map((one: unknown) => ruleOverride.safeParse(one));
  const faults = parsed.flatMap((one, i) =>
    one.success ? [] : issues(one.error, provider, lineOf, isList ? [i] : []),
  );
  if (faults.length > 0) return { faults };
  const overrides = parsed.flatMap((one) => (one.success ? [one.data] : []));
  const listLineOf = (path: (string | number)[]) => lineOf(isList ? path : path.slice(1));
  return { entry: { ...at, lineOf: listLineOf, part: { overrides } } };
}

function issues(
  error: z.ZodError,
  provider: string,
  lineOf: RulesEntry['lineOf'],
  before: (string | number)[],
): RulesFault[] {
  return error.issues.map((issue) => {
    const path = [...before, ...issue.path.filter((step) => typeof step !== 'symbol')];
    const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const line = lineOf(unknownKey === undefined ? path : [...path, unknownKey]);
    return fault(line, keyOf(provider, path), wordsOf(issue));
  });
}

function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `takes one of ${issue.values.join(', ')}`;
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return isMissing ? 'is missing' : issue.message;
}

function keyOf(provider: string, path: (string | number)[]): string {
  return path.reduce<string>(
    (key, step) => (typeof step === 'number' ? `${key}[${step}]` : `${key}.${step}`),
    provider,
  );
}

/** Line of a key; of the nearest one above it where the key itself is missing. */
function lineOfKey({ document, lines }: RawEntry, path: (string | number)[]): number | null {
  for (let length = path.length; length > 0; length -= 1) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset !== null) return lines.linePos(offset).line;
  }
  return null;
}

function offsetOf(document: Document, path: (string | number)[]): number | null {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const key = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isNode(item.key) && String(item.key) === String(key));
    return pair && isNode(pair.key) ? (pair.key.range?.[0] ?? null) : null;
  }
  const node = document.getIn(path, true);
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

function fault(line: number | null, key: string, message: string): RulesFault {
  return { line, key, message };
}
