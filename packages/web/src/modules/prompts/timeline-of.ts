import { type CourseEntry, courseOf } from '@architect/contracts/prompt-course';
import type { PromptDetail } from '@architect/contracts/prompts';

export type TimelineEntry = CourseEntry & {
  /** Milliseconds since the entry before; null for the first one. */
  sinceLastMs: number | null;
  /** The first receipt of a delivery attempt (attempt 0 is the queue). */
  startsAttempt: boolean;
};

/** What happened to a prompt, with the time between. */
export function timelineOf(prompt: Pick<PromptDetail, 'receipts' | 'history'>): TimelineEntry[] {
  const course = courseOf(prompt);
  return course.map((entry, index) => {
    const before = course[index - 1];
    return {
      ...entry,
      sinceLastMs: before ? Date.parse(entry.at) - Date.parse(before.at) : null,
      startsAttempt: entry.attempt > 0 && entry.attempt !== before?.attempt,
    };
  });
}
