import { Anchor } from '@mantine/core';
import { Link } from 'react-router';

/** The way from a panel to all of its kind. */
export function More({ to, label }: { to: string; label: string }) {
  return (
    <Anchor component={Link} to={to} size="xs" px={6}>
      {label}
    </Anchor>
  );
}
