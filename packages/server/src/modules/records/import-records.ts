import { type ImportReport, maxImportRows } from '@architect/contracts/records';
import Papa from 'papaparse';
import { z } from 'zod';
import { invalidField } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { RecordService } from './record-service.ts';

interface Importing {
  service: Pick<RecordService<{ id: number }, object, never>, 'createAll'>;
  /** The body that creates one record. */
  schema: z.ZodObject;
  /** A record as exports hold it: what cannot be set of it (id, times, derived figures) is passed over. */
  record: z.ZodObject;
  by: By;
}

/** Creates every record of a file in one transaction, or none and a list of what is wrong with which row. */
export async function importRecords(
  { service, by, ...schemas }: Importing,
  { format, text, dry_run }: { format: 'csv' | 'json'; text: string; dry_run: boolean },
): Promise<ImportReport> {
  const rows = format === 'csv' ? readCsv(text, schemas) : readJson(text);
  if (rows.length === 0) throw invalidField('text', 'there is no row in it');
  if (rows.length > maxImportRows)
    throw invalidField('text', `${rows.length} rows are too many: at most ${maxImportRows} at once`);
  const faults: ImportReport['faults'] = [];
  const wanted: object[] = [];
  for (const [at, row] of rows.entries()) {
    const parsed = schemas.schema.safeParse(settable(row, schemas));
    if (parsed.success) wanted.push(parsed.data);
    else
      for (const { path, message } of parsed.error.issues)
        faults.push({ row: at + 1, field: path.map(String).join('.'), message });
  }
  if (faults.length > 0) return { dry_run, created: 0, ids: [], faults };
  const created = await service.createAll(wanted, by, dry_run);
  return { dry_run, created: created.length, ids: dry_run ? [] : created.map(({ id }) => id), faults };
}

function readJson(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value;
  } catch (error) {
    throw invalidField('text', `is not JSON: ${String(error)}`);
  }
  throw invalidField('text', 'must be a JSON list of records');
}

type Schemas = Pick<Importing, 'schema' | 'record'>;

function readCsv(text: string, { schema, record }: Schemas): unknown[] {
  const { data, errors, meta } = Papa.parse<Record<string, string>>(text, {
    header: true,
    skipEmptyLines: 'greedy',
  });
  const unknown = (meta.fields ?? []).find((name) => !(name in schema.shape) && !(name in record.shape));
  if (unknown !== undefined)
    throw invalidField(
      'text',
      `the first line names "${unknown}", which is no field: ${Object.keys(schema.shape).join(', ')}`,
    );
  const fault = errors.find(({ type }) => type !== 'Delimiter');
  if (fault) throw invalidField('text', `row ${(fault.row ?? 0) + 1}: ${fault.message}`);
  return data.map((cells) =>
    Object.fromEntries(
      Object.entries(cells).map(([name, cell]) => [name, readCell(cell, schema.shape[name])]),
    ),
  );
}

/** Reads a cell as what the field takes: text, a number, JSON, or nothing (an empty cell). */
function readCell(cell: string, field: unknown): unknown {
  if (cell === '') return undefined;
  const plain = /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
  if (!(field instanceof z.ZodType) || field.safeParse(plain).success) return plain;
  try {
    return JSON.parse(plain);
  } catch {
    // Not a number, list or object: the field's own check says what is wrong with the text.
    return plain;
  }
}

/** Without what an export has besides the fields one can set; a name that nobody knows stays, to be refused. */
function settable(row: unknown, { schema, record }: Schemas): unknown {
  if (row === null || typeof row !== 'object' || Array.isArray(row)) return row;
  return Object.fromEntries(
    Object.entries(row).filter(([name]) => name in schema.shape || !(name in record.shape)),
  );
}
