import type { ListedDocument, ReadDocument } from '@architect/contracts/documentation';
import { lazy, Suspense, useEffect, useMemo } from 'react';
import { Link, useLocation } from 'react-router';
import { byteWords } from '../../lib/byte-words.ts';
import { type Heading, headingsOf } from '../../lib/headings-of.ts';
import { plainText } from '../../lib/plain-text.ts';
import { Ago } from '../../ui/ago.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { resolveLink } from './document-address.ts';
import classes from './document-view.module.css';
import { useDocument } from './use-documents.ts';

const Markdown = lazy(async () => ({ default: (await import('../../ui/markdown.tsx')).Markdown }));

/** One document with its table of contents. */
export function DocumentView({ place }: { place: Pick<ListedDocument, 'project_id' | 'path'> }) {
  const document = useDocument(place);
  return (
    <>
      <Link to="/documentation" className={classes.back}>
        All documents
      </Link>
      <Loaded from={document} rows={12}>
        {(read) => <Shown of={read} />}
      </Loaded>
    </>
  );
}

function Shown({ of }: { of: ReadDocument }) {
  const headings = useMemo(() => headingsOf(of.markdown), [of.markdown]);
  const contents = headings.filter(({ depth }) => depth === 2 || depth === 3);
  return (
    <div className={classes.columns}>
      <Panel
        title={plainText(of.path)}
        actions={<CopyText text={of.markdown} label="Copy the document as Markdown" />}
      >
        <p className={classes.facts}>
          {plainText(of.project)} · {byteWords(of.size)} · changed <Ago at={of.modified_at} />
        </p>
        <Suspense fallback={<pre className={classes.plain}>{of.markdown}</pre>}>
          <Markdown text={of.markdown} document={{ headings, linkTo: (href) => resolveLink(href, of) }} />
          <ScrollToHeading />
        </Suspense>
      </Panel>
      {contents.length > 1 ? <Contents headings={contents} /> : null}
    </div>
  );
}

function Contents({ headings }: { headings: readonly Heading[] }) {
  return (
    <nav className={classes.contents} aria-label="On this page">
      <h2 className={classes.caption}>On this page</h2>
      <ol>
        {headings.map(({ id, text, depth }) => (
          <li key={id} data-depth={depth}>
            <Link to={{ hash: id }} replace preventScrollReset>
              {plainText(text)}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** Shows the heading that the address names, once it is there; the top of another document otherwise. */
function ScrollToHeading() {
  const { hash, key } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same link again scrolls again.
  useEffect(() => {
    if (hash) window.document.getElementById(decodeURIComponent(hash.slice(1)))?.scrollIntoView();
  }, [hash, key]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the document comes.
  useEffect(() => {
    if (!hash) window.scrollTo({ top: 0 });
  }, []);
  return null;
}
