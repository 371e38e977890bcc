import type { AssignerLimits } from '@architect/contracts/assigner-limits';
import { promptEndpoints } from '@architect/contracts/prompts';
import type { ListQuery } from '@architect/contracts/reply';
import {
  type createSessionBody,
  type Session,
  sessionEndpoints,
  sessionFields,
} from '@architect/contracts/sessions';
import type { z } from 'zod';
import { AppError } from '../../platform/app-error.ts';
import { type By, byOf } from '../../platform/by.ts';
import type { Call, ModuleContext } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import { pageRows } from '../../platform/page-rows.ts';
import type { Nodes } from '../nodes/index.ts';
import { type Memory, refuseWithoutRoom } from './refuse-without-room.ts';
import type { TierRecord } from './tier-record.ts';

export { lackOfRoom } from './refuse-without-room.ts';

export { createTierRecord, type TierRecord } from './tier-record.ts';

export interface SessionsOptions extends Pick<ModuleContext, 'db' | 'bind'> {
  nodes: Nodes;
  tiers: TierRecord;
  limits(): AssignerLimits;
}

/** The endpoints of tmux sessions. The node does the work and the checking; what people did to sessions is audited. */
export function createSessions(options: SessionsOptions): Sessions {
  const create = createSessionOf(options);
  bindReads(options);
  bindActs(options, create);
  return { create };
}

/** What other modules may do with sessions. */
export interface Sessions {
  /** @throws AppError SESSION_EXISTS, VALIDATION_FAILED, NOT_ENOUGH_MEMORY, UNAVAILABLE */
  create(body: NewSession, by: By): Promise<Session>;
}

type NewSession = z.output<typeof createSessionBody> & { force: boolean };

function createSessionOf({ db, nodes, limits, tiers }: SessionsOptions): Sessions['create'] {
  return async ({ force, ...body }, by) => {
    const node = body.node ?? defaultNode(nodes);
    if (body.provider !== undefined && !force) {
      refuseWithoutRoom(await readMemoryOf(node, nodes), limits());
    }
    const { session } = await nodes.request(node, 'create', body);
    const { working_dir, provider } = session;
    // Values of variables may be secrets: names only. A command line may hold some as well.
    const details = { node, working_dir, provider, env: Object.keys(body.env ?? {}), forced: force };
    const { tier } = body;
    await db.write(async (tx) => {
      if (tier !== undefined) await tiers.save(tx, { ...session, node }, tier);
      await tx.audit({
        ...{ ...by, action: 'session.created', entityType: 'session' },
        ...{ entityId: session.name, details: { ...details, ...(tier === undefined ? {} : { tier }) } },
      });
    });
    if (tier !== undefined) await tiers.reload();
    return { ...session, node };
  };
}

async function readMemoryOf(node: string, nodes: Nodes): Promise<Memory | undefined> {
  return (await nodes.request(node, 'list', {})).memory;
}

/** The reply to every list of sessions. */
export function listSessions(sessions: readonly Session[], query: ListQuery) {
  const { rows, pagination } = pageRows(sessions, query, sessionFields);
  return success(rows, { pagination });
}

function bindReads({ bind, nodes, tiers }: Pick<SessionsOptions, 'bind' | 'nodes' | 'tiers'>): void {
  bind(sessionEndpoints.listTmuxSessions, ({ query }) => listSessions(nodes.sessions(), query));
  bind(promptEndpoints.assignerSessions, ({ query }) => listSessions(nodes.sessions(), query));
  bind(sessionEndpoints.getTmuxSession, ({ params }) => success(nodes.need(params.name)));
  bind(sessionEndpoints.explainTmuxSession, async ({ params }) => {
    const session = nodes.need(params.name);
    const explained = await nodes.request(session.node, 'explain', { session: session.name });
    // The node does not know the queue: the record of the session is ours.
    return success({
      ...explained,
      tier: tiers.difference({ ...explained.session, node: session.node }),
      session: { ...explained.session, current_prompt_id: session.current_prompt_id },
    });
  });
  bind(sessionEndpoints.refreshTmuxSessions, async () => success(await nodes.refresh()));
  bind(sessionEndpoints.captureTmux, async ({ body }) => {
    const { name, node } = nodes.need(body.session);
    const { output } = await nodes.request(node, 'capture', {
      session: name,
      escapes: body.escapes,
      ...(body.lines === undefined ? {} : { lines: body.lines }),
    });
    return success({ output }, { output });
  });
}

function bindActs({ bind, db, nodes, tiers }: SessionsOptions, create: Sessions['create']): void {
  /** After the act: an audit row of something that did not happen would be a lie. */
  const audit = (call: Call, action: string, name: string, details: Record<string, unknown>): Promise<void> =>
    db.write((tx) =>
      tx.audit({
        actor: byOf(call).actor,
        action,
        entityType: 'session',
        entityId: name,
        details,
        correlationId: call.correlationId,
      }),
    );

  bind(sessionEndpoints.createTmuxSession, async ({ body }, call) => {
    return success(await create(body, byOf(call)));
  });
  bind(sessionEndpoints.changeTmuxSession, async ({ params, body }, call) => {
    const { name, node, role, tier } = nodes.need(params.name);
    const { session } = await nodes.request(node, 'label', { session: name, ...body });
    await db.write(async (tx) => {
      if (body.tier !== undefined) await tiers.save(tx, { ...session, node }, body.tier);
      await tx.audit({
        ...{ actor: byOf(call).actor, action: 'session.labelled', entityType: 'session', entityId: name },
        ...{ details: { node, ...body, before: { role, tier } }, correlationId: call.correlationId },
      });
    });
    if (body.tier !== undefined) await tiers.reload();
    return success({ ...session, node, current_prompt_id: nodes.need(params.name).current_prompt_id });
  });
  bind(sessionEndpoints.saveTmuxScreen, async ({ params, body }, call) => {
    const { name, node } = nodes.need(params.name);
    const saved = await nodes.request(node, 'screen.save', { session: name, ...body });
    const { file, expected_state, read_as } = saved;
    await audit(call, 'session.screen_saved', name, { node, file, expected_state, read_as });
    return success({ ...saved, node });
  });
  bind(sessionEndpoints.killTmuxSession, async ({ body }, call) => {
    const { name, node } = nodes.need(body.session);
    const { survivors } = await nodes.request(node, 'kill', { session: name });
    await audit(call, 'session.killed', name, { node, survivors });
    return success({ session: name, survivors });
  });
  bind(sessionEndpoints.sendToTmux, async ({ body }, call) => {
    const { name, node } = nodes.need(body.session);
    const { message: text, send_enter: enter, interrupt, force } = body;
    const { adjusted } = await nodes.request(node, 'type', { session: name, text, enter, interrupt, force });
    await audit(call, 'session.typed', name, { node, length: text.length, enter, interrupt, force });
    return success({ session: name, adjusted });
  });
}

/** The machine's own node, else the first that is known. */
function defaultNode(nodes: Nodes): string {
  const names = nodes.status().map((node) => node.name);
  const name = names.includes('local') ? 'local' : names[0];
  if (name === undefined)
    throw new AppError('UNAVAILABLE', 'no node is connected: nothing can hold a session');
  return name;
}
