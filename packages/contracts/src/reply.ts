import { z } from 'zod';

/** `{ success, data, message? }` plus documented top-level fields such as `prompt_id`. */
export function replyOf<Data extends z.ZodType, Extra extends z.ZodRawShape = Record<never, never>>(
  data: Data,
  extra?: Extra,
) {
  return z.object({
    success: z.literal(true),
    data,
    message: z.string().optional(),
    ...((extra ?? {}) as Extra),
  });
}

export const pagination = z
  .object({
    page: z.number().int(),
    per_page: z.number().int(),
    total: z.number().int(),
    total_pages: z.number().int(),
    /** True: there are more than `total`, which is where counting stopped. */
    is_cut: z.boolean().optional(),
  })
  .meta({ id: 'Pagination' });
export type Pagination = z.infer<typeof pagination>;

/** A page of a list: `{ success, data: [...], pagination }`. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ success: z.literal(true), data: z.array(item), pagination });
}

/** The only values of a field, from the least to the most: lists sort and compare by this order. */
export interface WordList {
  words: readonly string[];
}

export type FilterKind = 'text' | 'number' | 'boolean' | 'time' | WordList;

/** A field of fixed words, in the order of the contract: `wordList(bugStatus)`. */
export function wordList({ options }: { options: readonly string[] }): WordList {
  return { words: options };
}

/**
 * Query of a list: paging, `sort=-created_at,name`, and for each field equality and the suffixes
 * `_gte _lte _gt _lt _ne _in _like`. Unknown parameters are refused (400) by `strictObject`, and so are unknown words of
 * a field that has only some.
 * @param fields column name → kind; these are also the columns one may sort by.
 * @param others parameters of this list alone, e.g. a search, or another `per_page`.
 */
export function listQuery(fields: Record<string, FilterKind>, others: Record<string, z.ZodType> = {}) {
  const shape: Record<string, z.ZodType> = {
    page: z.coerce.number().int().min(1).default(1),
    per_page: z.coerce.number().int().min(1).max(200).default(20),
    sort: z
      .string()
      .optional()
      .refine((value) => !value || value.split(',').every((name) => name.replace(/^-/, '') in fields), {
        error: `sort takes ${Object.keys(fields).join(', ')}; a leading - sorts downwards`,
      }),
    ...others,
  };
  for (const [name, kind] of Object.entries(fields)) {
    const value = filterValue(kind);
    shape[name] = value.optional();
    for (const suffix of ['gte', 'lte', 'gt', 'lt', 'ne']) shape[`${name}_${suffix}`] = value.optional();
    shape[`${name}_in`] = manyOf(kind).optional();
    shape[`${name}_like`] = z.string().optional();
  }
  return z.strictObject(shape) as unknown as z.ZodType<ListQuery>;
}

export interface ListQuery {
  page: number;
  per_page: number;
  sort?: string;
  [filter: string]: string | number | boolean | undefined;
}

function manyOf(kind: FilterKind): z.ZodType {
  if (typeof kind === 'string') return z.string();
  return z.string().refine((text) => text.split(',').every((word) => kind.words.includes(word.trim())), {
    error: `takes some of ${kind.words.join(', ')}, with commas between them`,
  });
}

function filterValue(kind: FilterKind): z.ZodType {
  if (typeof kind !== 'string')
    return z.enum(kind.words, { error: `must be one of ${kind.words.join(', ')}` });
  switch (kind) {
    case 'text':
      return z.string();
    case 'number':
      return z.coerce.number();
    case 'boolean':
      return z.enum(['true', 'false', '1', '0']);
    case 'time':
      return z.iso.datetime({ offset: true }).or(z.iso.date());
  }
}

/** Path parameter `:id` of numbered records. */
export const idParams = z.object({ id: z.coerce.number().int().positive() });

/** RFC 3339 time in UTC, as every record shows it. */
export const time = z.iso.datetime();
