import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { usePendingInteractions } from '../lib/interactions.ts';
import { readNotifyState } from '../lib/notify.ts';
import { kindWords } from '../parts/interaction-card.tsx';

/** Shows a notification of the browser, also while the tab is hidden, when a decision begins to wait too long. */
export function LateNotices() {
  const pending = usePendingInteractions().data?.items;
  const navigate = useNavigate();
  const known = useRef<Set<number> | null>(null);
  useEffect(() => {
    if (!pending) return;
    const late = pending.filter((one) => one.escalated_at !== null);
    // What was late when the page opened is on the page.
    const before = known.current ?? new Set(late.map(({ id }) => id));
    known.current = new Set([...before, ...late.map(({ id }) => id)]);
    if (readNotifyState() !== 'on') return;
    for (const { id, session, kind, subject, question } of late.filter((one) => !before.has(one.id))) {
      const notice = new Notification(`${session} ${kindWords[kind]}`, {
        body: subject || question,
        tag: `interaction-${id}`,
        requireInteraction: true,
      });
      notice.onclick = () => {
        window.focus();
        void navigate('/interactions');
        notice.close();
      };
    }
  }, [pending, navigate]);
  return null;
}
