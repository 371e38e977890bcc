import { aDialog } from '@architect/server/modules/nodes/fake-link';
import { createMovableClock } from '@architect/server/platform/fixture-clock';
import { expect, it } from 'vitest';
import { startCliStage } from '../fixture-cli.ts';
import { architectHere } from '../run-architect.ts';

it('says once why a prompt waits, and what waits for a person though no prompt asked it', async () => {
  const clock = createMovableClock();
  const { link, server, env } = await startCliStage({ clock });
  try {
    const dialog = aDialog();
    link.setSession({ name: 'web', state: 'blocked', dialog });
    const at = new Date(clock.now()).toISOString();
    link.emit('dialog.opened', { session: 'web', dialog, screen: 'Do you want to proceed?', at });
    await architectHere(['send', 'long', '--target', 'nobody'], env);
    // So long that it counts as a problem as well.
    clock.advance(11 * 60_000);
    const { stdout } = await architectHere(['status'], env);
    expect(stdout.match(/no session 'nobody' exists/g)).toHaveLength(1);
    expect(stdout).toMatch(/^decide {4}web, for \d+[sm]: bash npm test → architect interactions show \d+$/m);
    const { problems, decisions } = JSON.parse((await architectHere(['status', '--json'], env)).stdout);
    expect(problems).toMatchObject([{ problem: 'waiting' }]);
    expect(decisions).toMatchObject([{ session: 'web', subject: 'npm test' }]);
    expect(stdout.split('\n')[0]).toMatch(/ {2}healthy, up .*, tmux up$/);
    link.emit('tmux.down', { reason: 'version mismatch', is_fault: true });
    const broken = (await architectHere(['status'], env)).stdout;
    expect(broken.split('\n')[0]).toMatch(/ {2}degraded, up .*, tmux down \(local: version mismatch\)$/);
  } finally {
    await server.stop();
  }
});
