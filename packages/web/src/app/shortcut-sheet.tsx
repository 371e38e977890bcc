import { Modal } from '@mantine/core';
import { useShortcutList } from '../lib/shortcuts.ts';
import { Keys } from '../ui/keys.tsx';
import classes from './shortcut-sheet.module.css';

/** `?`: every key that works on this page, from what is registered right now. */
export function ShortcutSheet({ onClose }: { onClose(): void }) {
  const groups = useShortcutList();
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts" size="md">
      {groups.map(({ group, shortcuts }) => (
        <section key={group} className={classes.group} aria-label={group}>
          <h3 className={classes.heading}>{group}</h3>
          <dl className={classes.list}>
            {shortcuts.map((shortcut) => (
              <div key={shortcut.keys} className={classes.row}>
                <dt>
                  <Keys keys={shortcut.keys} />
                </dt>
                <dd>{shortcut.does}</dd>
              </div>
            ))}
            {group === 'Everywhere' ? (
              <div className={classes.row}>
                <dt>
                  <Keys keys="Ctrl K" />
                </dt>
                <dd>Search pages, sessions and actions (⌘ K on a Mac)</dd>
              </div>
            ) : null}
          </dl>
        </section>
      ))}
    </Modal>
  );
}
