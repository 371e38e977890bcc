import type { RecordLink, RelationType } from '@architect/contracts/record-parts';
import type { RecordKind } from '@architect/contracts/records';
import type { Generated, Selectable } from 'kysely';
import type { Database, Tx } from '../../platform/context.ts';

interface RecordKey {
  kind: RecordKind;
  record_id: number;
}

interface IndexColumns extends RecordKey {
  id: Generated<number>;
  project_id: number | null;
  title: string;
  status: string | null;
  is_deleted: boolean;
  title_words: string;
  body_words: string;
}

interface LabelColumns extends RecordKey {
  label: string;
}

interface CommentColumns extends RecordKey {
  id: Generated<number>;
  body: string;
  author: string;
  created_at: number;
  edited_at: number | null;
}

interface LinkColumns extends RecordKey {
  id: Generated<number>;
  type: RecordLink['type'];
  value: string;
  title: string | null;
  created_by: string;
  created_at: number;
}

interface RelationColumns extends RecordKey {
  id: Generated<number>;
  type: RelationType;
  other_kind: RecordKind;
  other_id: number;
  created_by: string;
  created_at: number;
}

export interface RecordPartTables {
  record_index: IndexColumns;
  record_labels: LabelColumns;
  record_comments: CommentColumns;
  record_links: LinkColumns;
  record_relations: RelationColumns;
}

export type CommentRow = Selectable<CommentColumns>;
export type LinkRow = Selectable<LinkColumns>;
export type RelationRow = Selectable<RelationColumns>;

/** Where to read: the database, or a transaction that is under way. */
export type Source = Pick<Database | Tx, 'tables'>;

export const partsOf = (source: Source) => source.tables<RecordPartTables>();
