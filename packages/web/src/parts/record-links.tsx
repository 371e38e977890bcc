import { addLinkBody, linkType, type RecordLink } from '@architect/contracts/record-parts';
import type { RecordRef } from '@architect/contracts/records';
import { Button, Select, TextInput } from '@mantine/core';
import { IconGitBranch, IconGitCommit, IconGitPullRequest, IconLink } from '@tabler/icons-react';
import { useState } from 'react';
import { useMayAct } from '../lib/app-context.tsx';
import { useLinks, usePartWrites } from '../lib/record-parts.ts';
import { plainWord } from '../lib/record-words.ts';
import { useAct } from '../lib/use-act.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Panel } from '../ui/panel.tsx';
import classes from './record-links.module.css';
import { RemovePart } from './remove-part.tsx';

const icons = {
  branch: IconGitBranch,
  commit: IconGitCommit,
  pull_request: IconGitPullRequest,
  url: IconLink,
};

/** Branches, commits, pull requests and addresses. */
export function RecordLinks({ record }: { record: RecordRef }) {
  const links = useLinks(record);
  const mayAct = useMayAct();
  const { unlink } = usePartWrites(record);
  const act = useAct();
  return (
    <Panel title="Links" count={links.data?.length}>
      <Loaded from={links} rows={1}>
        {(all) => (
          <ul className={classes.list}>
            {all.map((one) => (
              <li key={one.id} className={classes.row}>
                <Target link={one} />
                <RemovePart
                  label={`Remove the link ${one.title ?? one.value}`}
                  onRemove={() => void act(() => unlink(one.id), 'The link is removed.')}
                />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {mayAct ? <AddLink record={record} /> : null}
    </Panel>
  );
}

function Target({ link }: { link: RecordLink }) {
  const Icon = icons[link.type];
  const isAddress = /^https?:\/\//i.test(link.value);
  const text = link.type === 'commit' ? link.value.slice(0, 12) : link.value;
  const words = link.title ?? text;
  return (
    <span className={classes.target}>
      <Icon size={15} aria-label={plainWord(link.type)} />
      {isAddress ? (
        <a href={link.value} target="_blank" rel="noopener noreferrer nofollow" className={classes.words}>
          {words}
        </a>
      ) : (
        <code className={classes.words} title={link.value}>
          {words}
        </code>
      )}
    </span>
  );
}

function AddLink({ record }: { record: RecordRef }) {
  const [type, setType] = useState<RecordLink['type']>('branch');
  const [value, setValue] = useState('');
  const { link } = usePartWrites(record);
  const act = useAct();
  const checked = addLinkBody.safeParse({ type, value });
  const fault = value.trim() === '' || checked.success ? null : (checked.error.issues[0]?.message ?? null);
  return (
    <form
      className={classes.add}
      onSubmit={(event) => {
        event.preventDefault();
        if (!checked.success) return;
        void act(() => link(checked.data), null).then((done) => done && setValue(''));
      }}
    >
      <Select
        size="xs"
        aria-label="Kind of link"
        allowDeselect={false}
        data={linkType.options.map((one) => ({ value: one, label: plainWord(one) }))}
        value={type}
        onChange={(wanted) => setType(linkType.options.find((one) => one === wanted) ?? 'branch')}
      />
      <TextInput
        size="xs"
        aria-label="Link"
        placeholder={type === 'branch' ? 'fix/cart-total' : type === 'commit' ? '1f0c9a7' : 'https://'}
        error={fault}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={!checked.success}>
        Add
      </Button>
    </form>
  );
}
