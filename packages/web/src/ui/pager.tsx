import type { Pagination as PageInfo } from '@architect/contracts/reply';
import { Pagination } from '@mantine/core';
import { totalWords } from '../lib/total-words.ts';
import classes from './pager.module.css';

/** Pages of a list; nothing when there is only one. */
export function Pager({
  pagination,
  onPage,
}: {
  pagination: PageInfo | undefined;
  onPage(page: number): void;
}) {
  if (!pagination || pagination.total_pages <= 1) return null;
  const { page, per_page: size, total } = pagination;
  const all = totalWords(pagination);
  return (
    <nav className={classes.pager} aria-label="Pages">
      <span className={classes.range}>
        {(page - 1) * size + 1}–{Math.min(page * size, total)} of {all}
      </span>
      <Pagination
        size="sm"
        value={page}
        onChange={onPage}
        total={pagination.total_pages}
        getControlProps={(control) => ({ 'aria-label': `${control} page` })}
      />
    </nav>
  );
}
