import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { correlationIdOf, faultText } from './api.ts';

type Words<T> = string | null | ((result: T) => string | null);

/**
 * Runs an action and says how it went: a toast on success (none for null), a lasting one with the correlation id on
 * failure. @returns undefined after a failure.
 */
export function useAct() {
  return useCallback(async <T,>(work: () => Promise<T>, done: Words<T>): Promise<T | undefined> => {
    try {
      const result = await work();
      const message = typeof done === 'function' ? done(result) : done;
      if (message !== null) notifications.show({ message, color: 'verdigris' });
      return result;
    } catch (error) {
      const id = correlationIdOf(error);
      notifications.show({
        title: 'That did not work',
        message: id ? `${faultText(error)} (id ${id})` : faultText(error),
        color: 'red',
        autoClose: 12_000,
      });
      return undefined;
    }
  }, []);
}
