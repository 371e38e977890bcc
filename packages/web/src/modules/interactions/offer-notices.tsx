import { Button } from '@mantine/core';
import { setNotify, useNotifyState } from '../../lib/notify.ts';
import classes from './offer-notices.module.css';

/** Offered once: a browser should ask nobody who did not press anything. */
export function OfferNotices() {
  if (useNotifyState() !== 'unset') return null;
  return (
    <div className={classes.offer}>
      <span>Shall this browser tell you when a decision waits too long, also while the tab is hidden?</span>
      <span className={classes.answers}>
        <Button variant="default" onClick={() => void setNotify(true)}>
          Yes, tell me
        </Button>
        <Button variant="subtle" color="gray" onClick={() => void setNotify(false)}>
          No
        </Button>
      </span>
    </div>
  );
}
