import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { readList, readNumber } from '../read-number.ts';
import type { RecordWords } from './record-kinds.ts';

/** One field that people set, as the contract describes it. */
export interface Field {
  name: string;
  /** `--assigned-to`. */
  flag: string;
  isNullable: boolean;
  schema: z.ZodType;
  /** The allowed words; null: it takes any text or number. */
  choices: readonly string[] | null;
}

/** What the flags of a command line say about fields, by the name of the field. */
export type Flags = Record<string, unknown>;

const meanings: Record<string, string> = {
  project_id: 'project, by name or number',
  milestone_id: 'milestone, by name or number',
  labels: 'labels, with commas between them',
  description: 'what it is about, in Markdown; - reads it from standard input',
  spec: 'what it must do, in Markdown; - reads it from standard input',
  resolution: 'what ended it',
  assigned_to: 'who works on it',
  source_path: 'absolute directory of the source code on the server',
  repository_url: 'address of the repository',
  estimated_hours: 'hours that it may take',
  actual_hours: 'hours that it took',
  target_date: 'day it is due, such as 2026-01-31',
  due_date: 'day it is due, such as 2026-01-31',
  environment: 'where it happens, such as production',
};

/** The fields of a kind in the order of its contract. */
export function fieldsOf({ endpoints }: RecordWords): Field[] {
  const { body } = endpoints.create;
  if (!(body instanceof z.ZodObject)) throw new Error('records are created from an object');
  return Object.entries(body.shape).map(([name, declared]) => {
    const { schema, isNullable } = bare(declared);
    const choices = schema instanceof z.ZodEnum ? schema.options.map(String) : null;
    return { name, flag: flagOf(name), isNullable, schema, choices };
  });
}

/** Adds a flag for each field but the title. */
export function addFieldFlags(
  command: Command,
  words: RecordWords,
  without: readonly string[] = [],
): Command {
  for (const field of fieldsOf(words)) {
    if (without.includes(field.name)) continue;
    const option = new Option(`${field.flag} <${placeOf(field)}>`, meanings[field.name] ?? '');
    if (field.choices) option.choices(field.choices);
    else if (field.name === 'labels') option.argParser(readList);
    else if (isNumber(field) && !field.name.endsWith('_id')) option.argParser(readNumber(0, 1_000_000));
    command.addOption(option);
  }
  return command;
}

/** The value of a field among commander's options. */
export function givenFor(flags: Flags, { flag }: Field): unknown {
  return flags[flag.slice(2).replace(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase())];
}

/** Parser of `--clear assigned_to,milestone`. */
export function readCleared(words: RecordWords): (text: string) => string[] {
  const nullable = fieldsOf(words).filter(({ isNullable }) => isNullable);
  const spelt = (field: Field) => field.flag.slice(2);
  return (text) =>
    readList(text).map((word) => {
      const field = nullable.find((one) => [one.name, spelt(one)].includes(word));
      if (field) return field.name;
      throw new InvalidArgumentError(`It takes ${nullable.map(spelt).join(', ')}.`);
    });
}

function flagOf(name: string): string {
  return `--${name.replace(/_id$/, '').replaceAll('_', '-')}`;
}

function placeOf({ name, schema }: Field): string {
  if (name.endsWith('_id')) return 'name';
  return schema instanceof z.ZodNumber
    ? 'n'
    : schema instanceof z.ZodEnum
      ? name.replaceAll('_', '-')
      : 'text';
}

function isNumber({ schema }: Field): boolean {
  return schema instanceof z.ZodNumber;
}

/** What is inside of defaults, optional and nullable wrappings. */
function bare(declared: unknown): { schema: z.ZodType; isNullable: boolean } {
  let schema = declared;
  let isNullable = false;
  while (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable
  ) {
    isNullable ||= schema instanceof z.ZodNullable;
    schema = schema.unwrap();
  }
  if (!(schema instanceof z.ZodType)) throw new Error('a field is described by a schema');
  return { schema, isNullable };
}
