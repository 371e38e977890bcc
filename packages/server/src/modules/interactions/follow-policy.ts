import type { Interaction } from '@architect/contracts/interactions';
import type { Verdict } from '@architect/contracts/patterns';
import type { ModuleContext } from '../../platform/context.ts';
import type { PatientWriter } from '../../platform/database/patient-writer.ts';
import type { SessionRef } from '../nodes/index.ts';
import type { Answering } from './answering.ts';
import { noteJudgement } from './note-judgement.ts';
import { pickOption } from './pick-option.ts';
import { findInteraction, type InteractionTables, toInteraction, undecided } from './store.ts';

/**
 * What a policy wants of a dialog. `note` leaves it to a person and writes down why; null leaves it to a person without
 * a word.
 */
export type Decide = (interaction: Interaction) =>
  | {
      action: 'approve' | 'deny';
      by: 'pattern' | 'policy';
      name: string;
      pattern_id: number | null;
      reason: string;
      /** Asked just before the key is pressed; false cancels. */
      stillHolds?(): boolean;
      /** The agent has its answer. */
      onGiven?(): void;
    }
  | { action: 'note'; note: string; verdict: Verdict }
  | null;

/** The policy about dialogs, as this module sees it. */
export interface DialogPolicy {
  /** Also asked about dialogs that were escalated (`escalated_at`); people were told of those in any case. */
  decide: Decide;
  escalateAfterMs(): number;
  /** Dialogs that wait may be decided otherwise now. Returns the function that stops listening. */
  onChange(listener: () => void): () => void;
}

/** Carries out what the policy wants of dialogs: one judgement of a dialog at a time. */
export interface PolicyFollower {
  judge(interaction: Interaction): void;
  /** Like `judge`, for one that was recorded before: it may be decided by now. */
  judgeAgain(interaction: Pick<Interaction, 'id'>): void;
  /** Judges what waits already: after the policy changed, or when a node or the server came back. */
  judgeOpen(of?: Partial<SessionRef>): Promise<void>;
  settled(): Promise<void>;
}

export interface PolicyFollowerOptions extends Pick<ModuleContext, 'db' | 'log'> {
  decide: Decide;
  answering: Answering;
  writer: PatientWriter;
}

export function createPolicyFollower(options: PolicyFollowerOptions): PolicyFollower {
  const { db, log } = options;
  const chains = new Map<number, Promise<void>>();

  function inOrder(id: number, run: () => Promise<void>): void {
    const next = (chains.get(id) ?? Promise.resolve())
      .then(run)
      // It stays pending: a person sees it and decides.
      .catch((error: unknown) =>
        log.warn({ err: error, interaction: id }, 'a policy could not answer a dialog'),
      )
      .finally(() => {
        if (chains.get(id) === next) chains.delete(id);
      });
    chains.set(id, next);
  }

  /** As it is now: it may have been answered while this waited for its turn. */
  async function judgeAsItIs(id: number): Promise<void> {
    const row = await findInteraction(db.tables<InteractionTables>(), id);
    if (row?.status !== 'pending' || row.decided_at !== null || !row.is_open) return;
    await carryOut(toInteraction(row), options);
  }

  return {
    judge: (interaction) => inOrder(interaction.id, () => carryOut(interaction, options)),
    judgeAgain: ({ id }) => inOrder(id, () => judgeAsItIs(id)),
    async judgeOpen(of = {}) {
      for (const { id } of await undecided(db.tables<InteractionTables>(), of)) {
        inOrder(id, () => judgeAsItIs(id));
      }
    },
    async settled() {
      while (chains.size > 0) await Promise.all(chains.values());
    },
  };
}

async function carryOut(
  interaction: Interaction,
  { decide, answering, writer }: PolicyFollowerOptions,
): Promise<void> {
  const decision = decide(interaction);
  if (!decision) return;
  if (decision.action === 'note') return await note(interaction, decision, writer);
  const { action, pattern_id: patternId, onGiven, ...decider } = decision;
  const choice = pickOption(interaction, { action });
  if (!choice.ok) {
    const pattern = { id: patternId, name: decider.name };
    const text = `waits for a person: would ${action}, but ${choice.problem}`;
    const verdict = { action: 'require_approval', pattern, reason: choice.problem } as const;
    return await note(interaction, { note: text, verdict }, writer);
  }
  await answering.handle(interaction.id, { action }, { ...decider, patternId });
  onGiven?.();
}

/** Said once: a dialog that is judged again in the same way needs no second row in the audit trail. */
async function note(
  interaction: Interaction,
  said: { note: string; verdict: Verdict },
  writer: PatientWriter,
): Promise<void> {
  if (interaction.note !== said.note) await noteJudgement(interaction.id, said, writer);
}
