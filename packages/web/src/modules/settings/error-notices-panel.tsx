import { SegmentedControl, Text } from '@mantine/core';
import { setErrorNoticeLevel, useErrorNoticeLevel } from '../../lib/error-notice-level.ts';
import { Panel } from '../../ui/panel.tsx';

/** Which new and returning errors are told at once. */
export function ErrorNoticesPanel() {
  const level = useErrorNoticeLevel();
  return (
    <Panel title="Errors of applications">
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="Tell me of new and returning errors"
        value={level}
        onChange={(value) => setErrorNoticeLevel(value === 'none' || value === 'error' ? value : 'critical')}
        data={[
          { value: 'critical', label: 'Critical' },
          { value: 'error', label: 'Critical and errors' },
          { value: 'none', label: 'None' },
        ]}
      />
      <Text size="xs" c="dimmed" mt={6}>
        Told when one is new, or back after it was resolved or ignored. This browser only.
      </Text>
    </Panel>
  );
}
