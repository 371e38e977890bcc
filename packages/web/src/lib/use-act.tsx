import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { correlationIdOf, faultText } from './api.ts';

/** Runs an action and says how it went: a toast on success, a lasting one with the correlation id on failure. */
export function useAct() {
  return useCallback(
    async <T,>(work: () => Promise<T>, done: string | ((result: T) => string)): Promise<T | undefined> => {
      try {
        const result = await work();
        notifications.show({ message: typeof done === 'string' ? done : done(result), color: 'verdigris' });
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
    },
    [],
  );
}
