import { Typography } from '@mantine/core';
import type { ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import { Link } from 'react-router';
import remarkGfm from 'remark-gfm';
import type { Heading } from '../lib/headings-of.ts';
import classes from './markdown.module.css';

/** What a whole document has besides its text. */
interface DocumentParts {
  headings: readonly Heading[];
  /** Where a link without a scheme leads in this app; null: nowhere, its words stay. */
  linkTo(href: string): string | null;
}

/**
 * An agent's words as Markdown. Raw HTML stays text, images are not fetched, links open apart without a referrer. In a
 * document HTML is left out, headings can be linked to, and links among documents stay in the app.
 */
export function Markdown({ text, document }: { text: string; document?: DocumentParts }) {
  return (
    <Typography className={document ? `${classes.markdown} ${classes.document}` : classes.markdown}>
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        skipHtml={document !== undefined}
        components={{ ...shared, ...(document && partsOf(document)) }}
      >
        {text}
      </ReactMarkdown>
    </Typography>
  );
}

const shared: Components = {
  a: ({ href, children }) => <Outside href={href}>{children}</Outside>,
  // A block of code may scroll sideways, so the keyboard must reach it.
  // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
  img: ({ alt, src }) => <span>{`[image: ${alt || String(src)}]`}</span>,
};

function Outside({ href, children }: { href: string | undefined; children?: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

function partsOf({ headings, linkTo }: DocumentParts): Components {
  const idAt = new Map(headings.map(({ line, id }) => [line, id]));
  const idOf = (node: { position?: { start: { line: number } } } | undefined) =>
    idAt.get(node?.position?.start.line ?? 0);
  return {
    a: ({ href = '', children }) => {
      if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(href)) return <Outside href={href}>{children}</Outside>;
      const to = linkTo(href);
      return to === null ? <span title={href}>{children}</span> : <Link to={to}>{children}</Link>;
    },
    h1: ({ node, children }) => <h2 id={idOf(node)}>{children}</h2>,
    h2: ({ node, children }) => <h3 id={idOf(node)}>{children}</h3>,
    h3: ({ node, children }) => <h4 id={idOf(node)}>{children}</h4>,
    h4: ({ node, children }) => <h5 id={idOf(node)}>{children}</h5>,
    h5: ({ node, children }) => <h6 id={idOf(node)}>{children}</h6>,
    h6: ({ node, children }) => <h6 id={idOf(node)}>{children}</h6>,
    table: ({ children }) => (
      // A wide table scrolls by itself, so the keyboard must reach it.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
      <div className={classes.table} tabIndex={0}>
        <table>{children}</table>
      </div>
    ),
    // A column without a name has no head.
    th: ({ children, style }) => (children ? <th style={style}>{children}</th> : <td />),
  };
}
