import { Anchor } from '@mantine/core';
import { Link } from 'react-router';

export function SessionLink({ name }: { name: string }) {
  return (
    <Anchor component={Link} to={`/sessions/${encodeURIComponent(name)}`} size="sm" fw={500} c="inherit">
      {name}
    </Anchor>
  );
}

export function PromptLink({ id }: { id: number }) {
  return (
    <Anchor component={Link} to={`/prompts/${id}`} size="sm" ff="monospace">
      #{id}
    </Anchor>
  );
}
