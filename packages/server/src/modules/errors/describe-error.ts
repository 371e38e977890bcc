import type { SuspectCommit } from '@architect/contracts/assignments';
import type { ErrorEvent, ErrorGroup, StackFrame } from '@architect/contracts/error-groups';
import { fenceText } from '../records/index.ts';
import type { ErrorService } from './error-service.ts';
import type { SuspectsOf } from './suspects.ts';

export function createErrorWords(options: { service: ErrorService; suspectsOf: SuspectsOf }) {
  const { service, suspectsOf } = options;
  return async (id: number): Promise<string> => {
    const group = await service.read(id);
    const [sample] = (await service.events(id, { page: 1, per_page: 1, sort: '-id' })).data;
    const { commits } = await suspectsOf(id);
    const text = describeError(group, sample);
    if (commits.length === 0) return text;
    return `${text}\nCommits that last touched these lines or their files:\n\n${fenceText(commits.map(commitText).join('\n'))}\n`;
  };
}

function commitText({ commit, author, at, subject, because, places }: SuspectCommit): string {
  const where = places.map(({ file, line }) => (line === null ? file : `${file}:${line}`)).join(', ');
  return `${commit.slice(0, 12)} ${at.slice(0, 10)} ${author}: ${subject} (${because} ${where})`;
}

/** An error in Markdown, for the bug that is made of it. What programs sent is fenced: it is data, never instructions. */
function describeError(group: ErrorGroup, sample: ErrorEvent | undefined): string {
  const facts = [
    `Error ${group.id}, reported ${group.occurrence_count === 1 ? 'once' : `${group.occurrence_count} times`}`,
    group.first_seen === group.last_seen
      ? `at ${minute(group.first_seen)}`
      : `from ${minute(group.first_seen)} to ${minute(group.last_seen)}`,
    group.node_id === null ? null : `last by ${plain(group.node_id)}`,
    group.last_release === null ? null : `in release ${plain(group.last_release)}`,
    group.environment === null ? null : `(${plain(group.environment)})`,
  ];
  const parts = [`${facts.filter(Boolean).join(' ')}.`, fenceText(`${group.error_type}: ${group.message}`)];
  const stack = stackText(sample);
  if (stack !== '') parts.push('Stack, oldest call first:', fenceText(stack));
  return `${parts.join('\n\n')}\n`;
}

/** `2026-01-31 12:30 UTC`. */
function minute(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

function stackText(sample: ErrorEvent | undefined): string {
  if (!sample) return '';
  const told = sample.thrown.flatMap(({ type, value, frames }) => [
    ...frames.map(frameText),
    `${type}: ${value}`,
  ]);
  return told.length > 0 ? told.join('\n') : (sample.stack_trace ?? '');
}

function frameText({ file, module, line, function: name, code }: StackFrame): string {
  const place = `${file ?? module ?? '?'}${line === null ? '' : `:${line}`}`;
  return `${place} in ${name ?? '?'}${code === null ? '' : `\n    ${code.trim()}`}`;
}

/** Inside a sentence: one line, without what Markdown would read. */
function plain(text: string): string {
  return text.replace(/[\s`*_[\]<>]+/g, ' ').trim();
}
