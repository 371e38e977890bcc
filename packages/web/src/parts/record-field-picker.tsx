import { useLogin } from '../lib/app-context.tsx';
import { plainText } from '../lib/plain-text.ts';
import {
  fieldOf,
  type KindOfRecord,
  movesOf,
  type PageRecord,
  priorities,
  textOf,
} from '../lib/record-kinds.ts';
import { statusLook } from '../lib/record-looks.ts';
import { plainWord, recordWords } from '../lib/record-words.ts';
import { Mark } from '../ui/mark.tsx';
import { PriorityBars } from './record-marks.tsx';
import { type PickerOption, RecordPicker } from './record-picker.tsx';

/** The field that a person wants to change on some records. */
export interface FieldWish {
  field: string;
  records: readonly PageRecord[];
}

const nobody = '–';

/** The picker for a field that has known values: status (allowed moves only), priority, person, choices of the kind. */
export function RecordFieldPicker(props: {
  kind: KindOfRecord;
  wish: FieldWish;
  /** Names to offer besides one's own. */
  people: readonly string[];
  onPick(value: string | null): void;
  onClose(): void;
}) {
  const { kind, wish } = props;
  const [first] = wish.records;
  const current = first && wish.records.length === 1 ? textOf(first, wish.field) : null;
  const picker = { title: titleOfWish(kind, wish), current, onClose: props.onClose, onPick: props.onPick };
  if (wish.field === 'assigned_to') return <PersonPicker {...picker} people={props.people} />;
  return <RecordPicker {...picker} options={optionsOf(kind, wish)} />;
}

/** Chooses a person: oneself, somebody who is known, a new name, or nobody. */
export function PersonPicker(props: {
  title: string;
  /** Empty: nobody; null: several have different ones. */
  current: string | null;
  people: readonly string[];
  onPick(person: string | null): void;
  onClose(): void;
}) {
  const { username } = useLogin();
  return (
    <RecordPicker
      title={props.title}
      options={personOptions([username, ...props.people])}
      current={props.current === '' ? nobody : props.current}
      free={(typed) => ({ value: typed, label: `Assign to “${typed}”` })}
      onPick={(value) => props.onPick(value === nobody ? null : value)}
      onClose={props.onClose}
    />
  );
}

/** Everybody that some records are assigned to. */
export function peopleOf(records: readonly PageRecord[]): readonly string[] {
  const names = records.map((one) => fieldOf(one, 'assigned_to'));
  return [...new Set(names.filter((name) => typeof name === 'string'))].toSorted();
}

function personOptions(names: readonly string[]): readonly PickerOption[] {
  return [
    ...[...new Set(names)].map((name) => ({ value: name, label: plainText(name) })),
    { value: nobody, label: 'Nobody' },
  ];
}

function optionsOf(kind: KindOfRecord, { field, records }: FieldWish): readonly PickerOption[] {
  if (field === 'status')
    return movesOf(kind, records).map((status) => {
      const { label, shape, tone } = statusLook(status);
      return { value: status, label, picture: <Mark shape={shape} tone={tone} /> };
    });
  const values = field === 'priority' ? priorities : kind.choices.find((one) => one.field === field)?.values;
  return (values ?? []).map((value) => ({
    value,
    label: plainWord(value),
    ...((field === 'priority' || field === 'severity') && { picture: <PriorityBars priority={value} /> }),
  }));
}

function titleOfWish({ kind }: KindOfRecord, { field, records }: FieldWish): string {
  const { many } = recordWords[kind];
  const what = field === 'assigned_to' ? 'Assign to' : plainWord(field);
  return records.length === 1 ? what : `${what}: ${records.length} ${many}`;
}
