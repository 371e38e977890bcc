import { interactionEndpoints } from '@architect/contracts/interactions';
import { AppError, invalidField } from '../../platform/app-error.ts';
import type { Bind, Database } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import type { Answering, Wanted } from './answering.ts';
import { listInteractions, readInteraction } from './read-interactions.ts';

export function bindInteractionRoutes(
  bind: Bind,
  { db, answering }: { db: Database; answering: Answering },
): void {
  bind(interactionEndpoints.listInteractions, async ({ query }) => {
    const { data, pagination } = await listInteractions(db, query);
    return success(data, { pagination });
  });
  bind(interactionEndpoints.getInteraction, async ({ params }) =>
    success(await readInteraction(db, params.id)),
  );
  bind(interactionEndpoints.handleInteraction, async ({ params, body }, { caller, correlationId }) => {
    if (!caller) throw new AppError('NOT_SIGNED_IN');
    const decider = { by: 'user', name: caller.actor, patternId: null, correlationId } as const;
    return success(await answering.handle(params.id, wantedOf(body), decider));
  });
}

function wantedOf(body: {
  action: 'approve' | 'deny' | 'answer' | 'dismiss';
  answer?: string | undefined;
}): Wanted {
  if (body.action !== 'answer') return { action: body.action };
  if (body.answer === undefined) {
    throw invalidField('answer', 'answer: the action "answer" needs the key of an option, or a text');
  }
  return { action: 'answer', answer: body.answer };
}
