import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';

/** A toast about something done, with a way back where there is one. */
export function showUndo(message: string, onUndo: (() => void) | null): void {
  const id = notifications.show({
    message: (
      <span style={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 12 }}>
        {message}
        {onUndo ? (
          <Button
            variant="default"
            size="compact-xs"
            onClick={() => {
              notifications.hide(id);
              onUndo();
            }}
          >
            Undo
          </Button>
        ) : null}
      </span>
    ),
    autoClose: 8_000,
  });
}
