import type { Interaction } from '@architect/contracts/interactions';
import {
  type NewPattern,
  type Pattern,
  type PatternChange,
  type PatternOfInteraction,
  patternKind,
} from '@architect/contracts/patterns';
import { AppError } from '../../platform/app-error.ts';
import type { SignedIn } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import { compilePattern, exactly } from './compile-pattern.ts';
import { locatePath } from './locate-path.ts';
import { parseCommand } from './parse-command.ts';
import type { RuleBook } from './rule-book.ts';
import { deletePattern, findPattern, insertPattern, updatePattern } from './store.ts';

/** Changes of patterns: checked, audited, told to everybody, and counting as soon as they are saved. */
export interface PatternChanges {
  /** @throws AppError VALIDATION_FAILED for a bad regular expression; so does `update` */
  create(wanted: NewPattern, by: SignedIn): Promise<Pattern>;
  /** @throws AppError NOT_FOUND */
  update(id: number, change: PatternChange, by: SignedIn): Promise<Pattern>;
  /** @throws AppError NOT_FOUND */
  remove(id: number, by: SignedIn): Promise<Pattern>;
}

export function createPatternChanges({
  db,
  clock,
  book,
  onChanged,
}: Pick<ModuleContext, 'db' | 'clock'> & { book: RuleBook; onChanged(): void }): PatternChanges {
  async function change(run: (tx: Tx) => Promise<Pattern>): Promise<Pattern> {
    const changed = await db.write(run);
    await book.reload();
    onChanged();
    return changed;
  }

  return {
    create(wanted, by) {
      const { name, scope, enabled, ...rest } = wanted;
      compilePattern(rest.pattern_regex);
      refuseWidening(null, wanted, { by, book });
      const now = clock.now();
      return change(async (tx) => {
        const created = await insertPattern(tx, {
          ...rest,
          name: name ?? rest.pattern_regex.slice(0, 100),
          scope_json: scope,
          is_enabled: enabled,
          hits: 0,
          created_by: by.actor,
          created_at: now,
          updated_at: now,
        });
        await audit(tx, 'pattern.created', { pattern: created, by });
        tx.publish('pattern.changed', created);
        return created;
      });
    },
    update(id, { scope, enabled, ...rest }, by) {
      if (rest.pattern_regex !== undefined) compilePattern(rest.pattern_regex);
      return change(async (tx) => {
        const before = await findPattern(tx, id);
        const updated = await updatePattern(tx, id, {
          ...rest,
          updated_at: clock.now(),
          ...(scope === undefined ? {} : { scope_json: scope }),
          ...(enabled === undefined ? {} : { is_enabled: enabled }),
        });
        if (!before || !updated) throw missing(id);
        refuseWidening(before, updated, { by, book });
        await audit(tx, 'pattern.updated', { pattern: updated, by, before });
        tx.publish('pattern.changed', updated);
        return updated;
      });
    },
    remove: (id, by) =>
      change(async (tx) => {
        const removed = await deletePattern(tx, id);
        if (!removed) throw missing(id);
        refuseWidening(removed, null, { by, book });
        await audit(tx, 'pattern.deleted', { pattern: removed, by });
        tx.publish('pattern.removed', { id });
        return removed;
      }),
  };
}

type Weight = Pick<Pattern, 'action' | 'enabled'>;

/**
 * While automatic answers are on, a pattern counts at once: who could not switch them on may not widen them either.
 * @throws AppError FORBIDDEN
 */
function refuseWidening(
  before: Weight | null,
  after: Weight | null,
  { by, book }: { by: SignedIn; book: RuleBook },
): void {
  if (book.mode() !== 'on' || by.role === 'admin') return;
  if (after?.enabled && after.action === 'approve')
    throw widening('a pattern that approves', 'it can be saved disabled, or while answers are off');
  if (before?.enabled && before.action !== 'approve')
    throw widening('taking back or changing a pattern that denies or asks', 'switch them off first');
}

function widening(what: string, instead: string): AppError {
  return new AppError(
    'FORBIDDEN',
    `while automatic answers are on, ${what} needs an administrator; ${instead}`,
  );
}

/** The pattern that fits what an interaction was about. @throws AppError CONFLICT when that cannot be said exactly */
export function patternOf(
  interaction: Interaction,
  workingDir: string | null,
  wanted: PatternOfInteraction,
): NewPattern {
  const kind = patternKind.safeParse(interaction.kind).data;
  if (!kind)
    throw new AppError('CONFLICT', `a pattern cannot decide a dialog of the kind "${interaction.kind}"`);
  const pattern_regex = wanted.pattern_regex ?? exactly(textsOf({ ...interaction, kind }, workingDir));
  return { ...wanted, kind, pattern_regex };
}

function textsOf(
  { kind, tool, subject, complete }: Interaction & { kind: NewPattern['kind'] },
  workingDir: string | null,
): string[] {
  if (!complete) throw inexact('the dialog was not understood completely');
  if (kind === 'mcp') return [`${tool} ${subject}`.trim()];
  if (kind === 'web') return [subject];
  if (kind === 'bash') {
    const parsed = parseCommand(subject);
    if (!parsed.understood) throw inexact(`the command was not understood: ${parsed.why}`);
    return parsed.commands.map(({ text }) => text);
  }
  const located = locatePath(subject.trim(), workingDir);
  return located.inside ? [located.relative] : [subject.trim()];
}

function inexact(why: string): AppError {
  return new AppError('CONFLICT', `${why}: say which pattern_regex you want`);
}

function missing(id: number): AppError {
  return new AppError('NOT_FOUND', `there is no pattern ${id}`);
}

async function audit(
  tx: Tx,
  action: string,
  { pattern, by, before }: { pattern: Pattern; by: SignedIn; before?: Pattern },
): Promise<void> {
  await tx.audit({
    actor: by.actor,
    action,
    entityType: 'pattern',
    entityId: pattern.id,
    details: before ? { ...contentOf(pattern), before: contentOf(before) } : contentOf(pattern),
    correlationId: by.correlationId,
  });
}

function contentOf({ name, kind, pattern_regex, action, scope, priority, enabled }: Pattern) {
  return { name, kind, pattern_regex, action, scope, priority, enabled };
}
