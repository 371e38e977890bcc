import { createHash } from 'node:crypto';

/**
 * A lane is who sent a prompt, and for which project: prompts of one lane follow each other. What the sender may write as
 * it likes (`source`) does not count, and neither does which of a person's API keys it was, so nobody gets more turns by
 * writing something else each time or by making more keys.
 */
export function laneOf(sender: string, { project_id, project }: Record<string, unknown>): string {
  const named = project_id ?? project;
  return `${sender}/${typeof named === 'string' || typeof named === 'number' ? bucketOf(named) : ''}`;
}

/** Senders take turns first; the projects of a sender share that sender's turns. */
export function senderOf(lane: string): string {
  const end = lane.lastIndexOf('/');
  return end < 0 ? lane : lane.slice(0, end);
}

/** Every lane costs a read, and projects are free text: those that share a lane only take turns less evenly. */
const lanesOfSender = 64;

function bucketOf(project: string | number): number {
  return createHash('sha256').update(String(project)).digest().readUInt8(0) % lanesOfSender;
}
