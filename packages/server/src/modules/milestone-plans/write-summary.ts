import type { MilestonePlan, PlannedMilestone } from '@architect/contracts/milestone-plans';

const mostListed = 10;

/** The plan for people, as Markdown. */
export function writeSummary(plan: MilestonePlan): string {
  const { breakdown } = plan;
  return [
    `# ${plain(plan.project)}: milestone plan`,
    '',
    `Generated ${plan.generated_at.slice(0, 16).replace('T', ' ')} UTC from the files of the project.`,
    '',
    '## Summary',
    '',
    `- ${count(plan.total_tasks, 'task')} in ${count(plan.total_milestones, 'milestone')}`,
    `- ${plan.total_hours} hours estimated`,
    ...(plan.is_cut ? ['- There is more than was looked at.'] : []),
    '',
    '## Tasks',
    '',
    ...table('Category', breakdown.by_category),
    ...table('Priority', breakdown.by_priority),
    ...table('Complexity', breakdown.by_complexity),
    ...table('Source', breakdown.by_source),
    '## Milestones',
    '',
    ...plan.milestones.flatMap(milestone),
  ].join('\n');
}

function milestone({ name, description, start_date, target_date, total_hours, tasks }: PlannedMilestone) {
  const more = tasks.length - mostListed;
  return [
    `### ${name}`,
    '',
    `${description} ${start_date} to ${target_date}, ${count(tasks.length, 'task')}, ${total_hours} hours.`,
    '',
    ...tasks
      .slice(0, mostListed)
      .map((one) => `- P${one.priority} ${plain(one.title)} (${plain(one.source_file)}:${one.line_number})`),
    ...(more > 0 ? [`- and ${more} more`] : []),
    '',
  ];
}

function table(title: string, counts: Record<string, number>): string[] {
  const rows = Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
  if (rows.length === 0) return [];
  return [
    `| ${title} | Tasks |`,
    '| --- | --- |',
    ...rows.map(([word, n]) => `| ${word.replace('_', ' ')} | ${n} |`),
    '',
  ];
}

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

/** Text of files stays text: it makes no links, headings or HTML. */
const plain = (text: string): string => text.replace(/[\\`*_{}[\]<>#|]/g, '\\$&');
