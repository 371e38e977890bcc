import { Typography } from '@mantine/core';
import ReactMarkdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import classes from './markdown.module.css';

/** An agent's words as Markdown. Raw HTML stays text, images are not fetched, links open apart without a referrer. */
export function Markdown({ text }: { text: string }) {
  return (
    <Typography className={classes.markdown}>
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        components={{
          a: ({ href, children }) => (
            <a href={href} target="_blank" rel="noopener noreferrer nofollow">
              {children}
            </a>
          ),
          // A block of code may scroll sideways, so the keyboard must reach it.
          // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
          pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
          img: ({ alt, src }) => <span>{`[image: ${alt || String(src)}]`}</span>,
        }}
      >
        {text}
      </ReactMarkdown>
    </Typography>
  );
}
