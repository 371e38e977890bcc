import { type LivePayload, liveEvents } from '@architect/contracts/events';
import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { useLive } from '../lib/app-context.tsx';
import { readErrorNoticeLevel } from '../lib/error-notice-level.ts';
import { readNotifyState } from '../lib/notify.ts';
import { plainText } from '../lib/plain-text.ts';

type Alert = LivePayload<'errors.alerted'>;

/** Of so many a person is told one by one within the gap; of more, how many they are. */
const mostAtOnce = 3;
const gapMs = 10_000;
const closeMs = 12_000;

/** Tells of errors that are new or back, on the page, and by the browser where that is allowed. */
export function ErrorNotices() {
  const live = useLive();
  const navigate = useNavigate();
  useEffect(() => {
    let shown: number[] = [];
    let more = 0;
    return live.onEvent((topic, payload) => {
      if (topic !== 'errors.alerted') return;
      const alert = liveEvents['errors.alerted'].safeParse(payload).data;
      const level = readErrorNoticeLevel();
      if (!alert || level === 'none' || (level === 'critical' && alert.severity !== 'critical')) return;
      shown = shown.filter((at) => at > Date.now() - gapMs);
      if (shown.length >= mostAtOnce) {
        more += 1;
        showMore(more, () => void navigate('/errors'));
        return;
      }
      shown.push(Date.now());
      more = 0;
      const open = () => void navigate(`/errors/${alert.id}`);
      showOne(alert, open);
      if (readNotifyState() === 'on') notify(alert, open);
    });
  }, [live, navigate]);
  return null;
}

const headOf = ({ severity, is_new }: Alert): string =>
  `${is_new ? 'New' : 'Back again'}: ${severity === 'critical' ? 'a critical error' : 'an error'}`;

function showOne(alert: Alert, open: () => void): void {
  const id = `error-${alert.id}`;
  notifications.hide(id);
  notifications.show({ ...noticeOf(id, plainText(alert.title), open), title: headOf(alert) });
}

function showMore(count: number, open: () => void): void {
  const notice = noticeOf('errors-more', count === 1 ? '1 more error' : `${count} more errors`, open);
  if (count === 1) notifications.show(notice);
  else notifications.update(notice);
}

/** Notices stand beside the pages: they open them, but hold no links. */
function noticeOf(id: string, words: string, open: () => void) {
  const onClick = (): void => {
    notifications.hide(id);
    open();
  };
  const message = (
    <Anchor component="button" type="button" size="sm" ta="left" lineClamp={2} onClick={onClick}>
      {words}
    </Anchor>
  );
  return { id, message, autoClose: closeMs, color: 'red' };
}

function notify(alert: Alert, open: () => void): void {
  const notice = new Notification(headOf(alert), { body: alert.title, tag: `error-${alert.id}` });
  notice.onclick = () => {
    window.focus();
    open();
    notice.close();
  };
}
