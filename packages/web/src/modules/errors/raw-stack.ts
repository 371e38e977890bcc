import type { ErrorEvent } from '@architect/contracts/error-groups';

/** The stack as text: as it was sent, else written from the frames; null when there is none. */
export function rawStack({ stack_trace: sent, thrown }: ErrorEvent): string | null {
  if (sent !== null && sent.trim() !== '') return sent;
  if (thrown.every(({ frames }) => frames.length === 0)) return null;
  return [...thrown]
    .reverse()
    .map(({ type, value, frames }, index) => {
      const lines = [...frames]
        .reverse()
        .map(
          (one) =>
            `    at ${one.function ?? '?'} (${[one.file ?? one.module ?? '?', one.line, one.column].filter((part) => part !== null).join(':')})`,
        );
      return [`${index > 0 ? 'Caused by: ' : ''}${type}: ${value}`, ...lines].join('\n');
    })
    .join('\n');
}
