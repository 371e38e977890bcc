import { z } from 'zod';
import { AppError } from '../app-error.ts';

export interface Fault {
  field: string;
  message: string;
}

/**
 * Parses a part of a request with its contract.
 * @param part what a fault of the whole is called: `body`, `query`, `path`
 * @throws AppError VALIDATION_FAILED, one clear sentence per fault, with `details: [{ field, message }]`
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  part: 'body' | 'query' | 'path',
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap((issue) => describeIssue(issue, { schema, value, part }));
  throw new AppError(
    'VALIDATION_FAILED',
    `${faults.map(({ field, message }) => `${field}: ${message}`).join('; ')}.`,
    { details: faults },
  );
}

interface Context {
  schema: z.ZodType;
  value: unknown;
  part: string;
}

function describeIssue(issue: z.core.$ZodIssue, context: Context): Fault[] {
  const field = issue.path.length === 0 ? context.part : issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const allowed = allowedKeys(context.schema, issue.path);
    const hint = allowed.length > 0 ? `; allowed: ${allowed.join(', ')}` : '';
    return issue.keys.map((key) => ({
      field: issue.path.length === 0 ? key : `${field}.${key}`,
      message: `unknown field${hint}`,
    }));
  }
  // Without forms to compare, the contract itself says what it takes.
  const isCompared = issue.code === 'invalid_union' && issue.errors.length > 0;
  if (isCompared && valueAt(context.value, issue.path) !== undefined)
    return describeUnion(issue, field, context);
  return [{ field, message: sentence(issue, valueAt(context.value, issue.path)) }];
}

/** What is wrong with the form that comes nearest; with all of those that are as near. */
function describeUnion(issue: z.core.$ZodIssueInvalidUnion, field: string, context: Context): Fault[] {
  const forms = issue.errors.map((issues) =>
    issues.flatMap((one) => describeIssue({ ...one, path: [...issue.path, ...one.path] }, context)),
  );
  const fewest = Math.min(...forms.map((faults) => faults.length));
  const [first = [], ...others] = forms.filter((faults) => faults.length === fewest);
  if (fewest === 0) return [{ field, message: 'does not have an allowed form' }];
  if (others.length === 0) return first;
  const wordsOf = (fault: Fault) =>
    fault.field === field ? fault.message : `${fault.field} ${fault.message}`;
  const ways = new Set([first, ...others].map((faults) => faults.map(wordsOf).join(', ')));
  return [{ field, message: `${ways.size > 1 ? 'either ' : ''}${[...ways].join(', or ')}` }];
}

/** Messages written in a contract stay as they are; zod's own ones are put in our words. */
function sentence(issue: z.core.$ZodIssue, received: unknown): string {
  if (!/^(Invalid|Too (small|big)|Unrecognized)/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return received === undefined ? 'is required' : `must be ${withArticle(issue.expected)}`;
    case 'invalid_value':
      return received === undefined && issue.values.length !== 1
        ? `is required: one of ${issue.values.join(', ')}`
        : `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.join(', ')}`;
    case 'too_small':
      return limit('at least', issue.minimum, issue.origin, issue.inclusive);
    case 'too_big':
      return limit('at most', issue.maximum, issue.origin, issue.inclusive);
    case 'invalid_format':
      return formats[issue.format] ?? `must be a valid ${issue.format}`;
    case 'invalid_union':
      return received === undefined ? 'is required' : 'does not have an allowed form';
    default:
      return issue.message;
  }
}

const formats: Record<string, string> = {
  datetime: 'must be a time such as 2026-01-31T10:30:00Z',
  date: 'must be a date such as 2026-01-31',
  url: 'must be an address such as https://example.org',
  regex: 'contains characters that are not allowed',
};

function limit(
  word: 'at least' | 'at most',
  bound: number | bigint,
  origin: string,
  inclusive: boolean | undefined,
): string {
  if (origin === 'string') return `must have ${word} ${bound} characters`;
  if (origin === 'array' || origin === 'set') return `must have ${word} ${bound} entries`;
  if (inclusive === false) return `must be ${word === 'at least' ? 'more' : 'less'} than ${bound}`;
  return `must be ${word} ${bound}`;
}

function withArticle(expected: string): string {
  const name = expected === 'int' ? 'integer' : expected === 'record' ? 'object' : expected;
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (current === null || typeof current !== 'object') return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}

/** Names a strict object takes, found by walking the schema along the path of the fault. */
function allowedKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  for (const key of [null, ...path]) {
    if (key !== null) {
      if (current instanceof z.ZodObject) current = current.shape[String(key)];
      else if (current instanceof z.ZodArray) current = current.element;
      else return [];
    }
    while (
      current instanceof z.ZodOptional ||
      current instanceof z.ZodNullable ||
      current instanceof z.ZodDefault
    ) {
      current = current.unwrap();
    }
  }
  return current instanceof z.ZodObject ? Object.keys(current.shape) : [];
}
