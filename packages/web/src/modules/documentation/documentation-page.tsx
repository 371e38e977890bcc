import { IconSearch } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { type Shortcut, useShortcuts } from '../../lib/shortcuts.ts';
import { FilterText } from '../../ui/filter-text.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { placeOf } from './document-address.ts';
import { DocumentList } from './document-list.tsx';
import { DocumentView } from './document-view.tsx';
import classes from './documentation-page.module.css';
import { useDocuments } from './use-documents.ts';

/** What the product and the projects say about themselves: a list to search, and the document beside it. */
export function DocumentationPage() {
  const params = useParams();
  const place = placeOf(params.shelf, params['*']);
  const isWrong = params.shelf !== undefined && place === null;
  const [search] = useSearchParams();
  const q = search.get('q') ?? '';
  const list = useDocuments(q);
  return (
    <Page title="Documentation" note="The Markdown files of the projects and of this product.">
      <div className={classes.columns} data-reading={params.shelf !== undefined || undefined}>
        <div className={classes.list}>
          <Panel title={q ? 'Found' : 'Documents'} count={list.data?.documents.length} flush>
            <Search q={q} />
            <Loaded from={list} rows={8}>
              {({ documents, faults }) => (
                <DocumentList documents={documents} faults={faults} open={place} q={q} />
              )}
            </Loaded>
          </Panel>
        </div>
        <div className={classes.document}>
          {isWrong ? <Nothing title="There is no document at this address." /> : null}
          {isWrong ? null : (
            <DocumentView
              key={JSON.stringify(place)}
              place={place ?? { project_id: null, path: 'README.md' }}
            />
          )}
        </div>
      </div>
    </Page>
  );
}

function Search({ q }: { q: string }) {
  const [search, setSearch] = useSearchParams();
  const field = useRef<HTMLInputElement>(null);
  const find = (next: string) => {
    const params = new URLSearchParams(search);
    if (next) params.set('q', next);
    else params.delete('q');
    setSearch(params, { replace: true });
  };
  const shortcuts = useMemo<Shortcut[]>(
    () => [{ keys: '/', does: 'Search the documents', run: () => field.current?.focus() }],
    [],
  );
  useShortcuts('Documentation', shortcuts);
  return (
    <div className={classes.search}>
      <FilterText
        ref={field}
        type="search"
        aria-label="Search the documents"
        placeholder="Search titles and texts"
        leftSection={<IconSearch size={14} aria-hidden="true" />}
        value={q}
        onValue={find}
      />
    </div>
  );
}
