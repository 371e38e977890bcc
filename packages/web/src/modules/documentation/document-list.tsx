import type { ListedDocument } from '@architect/contracts/documentation';
import { Link } from 'react-router';
import { plainText } from '../../lib/plain-text.ts';
import { Nothing } from '../../ui/nothing.tsx';
import { addressOf } from './document-address.ts';
import classes from './document-list.module.css';

type Place = Pick<ListedDocument, 'project_id' | 'path'>;

interface ListProps {
  documents: readonly ListedDocument[];
  faults: readonly { project_id: number; message: string }[];
  open: Place | null;
  q: string;
}

/** So many shelves are shown open; of more, only the one that is read. */
const mostOpen = 3;

/** The documents by project, with the place of the words that were searched. */
export function DocumentList({ documents, faults, open, q }: ListProps) {
  const shelves = shelvesOf(documents);
  if (documents.length === 0)
    return (
      <Nothing title={q ? 'No document has these words.' : 'There is no document yet.'}>
        {q ? 'A document must have each word; parts of words count.' : 'Give a project its source path.'}
      </Nothing>
    );
  return (
    <>
      {shelves.map((shelf) => {
        const isRead = shelf.projectId === (open?.project_id ?? null);
        return (
          <details
            // A search opens and closes anew.
            key={`${shelf.projectId} ${q}`}
            className={classes.shelf}
            open={isRead || q !== '' || shelves.length <= mostOpen}
          >
            <summary className={classes.name}>
              {plainText(shelf.name)} <span className={classes.count}>{shelf.documents.length}</span>
            </summary>
            <ul className={classes.list}>
              {shelf.documents.map((one) => (
                <Entry key={one.path} of={one} q={q} isOpen={isRead && one.path === open?.path} />
              ))}
            </ul>
          </details>
        );
      })}
      {faults.map(({ project_id, message }) => (
        <p key={project_id} className={classes.fault}>
          <Link to={`/projects/${project_id}`}>Project {project_id}</Link>: {plainText(message)}
        </p>
      ))}
    </>
  );
}

function Entry({ of, q, isOpen }: { of: ListedDocument; q: string; isOpen: boolean }) {
  const { match } = of;
  const search = q ? `?${new URLSearchParams({ q })}` : '';
  return (
    <li>
      <Link
        to={addressOf(of) + search}
        className={classes.entry}
        aria-current={isOpen ? 'page' : undefined}
        title={plainText(of.path)}
      >
        <span className={classes.title}>{plainText(of.title)}</span>
        <span className={classes.path}>{plainText(of.path)}</span>
        {match?.excerpt ? (
          <span className={classes.excerpt}>
            {match.heading && !match.excerpt.includes(match.heading) ? `${plainText(match.heading)}: ` : ''}
            {plainText(match.excerpt)}
          </span>
        ) : null}
      </Link>
    </li>
  );
}

interface Shelf {
  projectId: number | null;
  name: string;
  documents: ListedDocument[];
}

/** In the order in which their first document comes, so that a search shows the best first. */
function shelvesOf(documents: readonly ListedDocument[]): Shelf[] {
  const shelves = new Map<number | null, Shelf>();
  for (const one of documents) {
    const shelf = shelves.get(one.project_id) ?? {
      projectId: one.project_id,
      name: one.project,
      documents: [],
    };
    shelf.documents.push(one);
    shelves.set(one.project_id, shelf);
  }
  return [...shelves.values()];
}
