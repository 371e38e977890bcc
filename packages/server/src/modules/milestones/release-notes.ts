import type { Bug } from '@architect/contracts/bugs';
import type { Feature } from '@architect/contracts/features';
import type { Milestone } from '@architect/contracts/milestones';

/**
 * Release notes in Markdown: what was completed and what was repaired. Titles are people's and programs' text: what could
 * be Markdown or HTML in them is shown as it is.
 */
export function writeReleaseNotes(
  milestone: Milestone,
  { features, bugs }: { features: readonly Feature[]; bugs: readonly Bug[] },
): string {
  const parts = [`# ${plain(milestone.name)}`];
  const day = milestone.completed_at?.slice(0, 10) ?? milestone.target_date;
  if (day) parts.push(milestone.completed_at ? `Completed on ${day}.` : `Planned for ${day}.`);
  if (milestone.description.trim() !== '') parts.push(milestone.description.trim());
  const added = features.map(({ id, name }) => `- ${plain(name)} (feature ${id})`);
  const repaired = bugs.map(({ id, title, severity }) => `- ${plain(title)} (bug ${id}, ${severity})`);
  if (added.length > 0) parts.push('## New', added.join('\n'));
  if (repaired.length > 0) parts.push('## Repaired', repaired.join('\n'));
  if (added.length + repaired.length === 0) parts.push('Nothing is completed yet.');
  return `${parts.join('\n\n')}\n`;
}

function plain(title: string): string {
  return title.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>#|~]/g, '\\$&');
}
