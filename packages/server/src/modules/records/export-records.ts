import { maxExportRows } from '@architect/contracts/records';
import type { ListQuery } from '@architect/contracts/reply';
import Papa from 'papaparse';
import type { RecordService } from './record-service.ts';

const rowsPerRead = 2_000;

/**
 * All records that fit a query, as a file.
 * @param path of the list, e.g. `/api/bugs`: its last word names the file
 */
export async function exportRecords(
  service: Pick<RecordService<object, never, never>, 'list'>,
  { format, ...query }: ListQuery,
  path: string,
): Promise<{ type: string; name: string; text: string }> {
  const records: object[] = [];
  for (let page = 1; records.length < maxExportRows; page += 1) {
    const { data, pagination } = await service.list({ ...query, page, per_page: rowsPerRead });
    records.push(...data);
    if (page >= pagination.total_pages) break;
  }
  const word = path.slice(path.lastIndexOf('/') + 1);
  if (format === 'json')
    return { type: 'application/json', name: `${word}.json`, text: JSON.stringify(records, null, 2) };
  return { type: 'text/csv; charset=utf-8', name: `${word}.csv`, text: toCsv(records) };
}

/** Lists and objects are written as JSON; cells that a spreadsheet would run as a formula begin with an apostrophe. */
function toCsv(records: object[]): string {
  const rows = records.map((record) =>
    Object.fromEntries(
      Object.entries(record).map(([name, value]) => [
        name,
        value !== null && typeof value === 'object' ? JSON.stringify(value) : value,
      ]),
    ),
  );
  return Papa.unparse(rows, { escapeFormulae: true, newline: '\n' });
}
