import { agentEndpoints } from '@architect/contracts/agents';
import { sendPromptBody } from '@architect/contracts/prompts';
import type { Session } from '@architect/contracts/sessions';
import { terminalLineEndpoints } from '@architect/contracts/terminal-lines';
import { byOf } from '../../platform/by.ts';
import type { ModuleContext } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import { validate } from '../../platform/http/validate.ts';
import { knownProviders } from '../agent-rules/index.ts';
import { runsAgent } from '../assigner/index.ts';
import { type Nodes, sessionKey } from '../nodes/index.ts';
import { listSessions } from '../sessions/index.ts';
import { type CreateAgentOptions, createAgent } from './create-agent.ts';
import { endAgent } from './end-agent.ts';
import { type RunLineOptions, runTerminalLine } from './run-terminal-line.ts';

export interface AgentsOptions extends RunLineOptions, CreateAgentOptions, Pick<ModuleContext, 'bind'> {}

/** Agents are sessions that run an AI program; messages to them go through the queue like every prompt. */
export function createAgents(options: AgentsOptions): void {
  const { bind, nodes, assigner } = options;
  bindLives(options);
  bindTerminalLine(options);
  bind(agentEndpoints.listAgents, ({ query }) => listSessions(agentsOf(nodes), query));
  bind(agentEndpoints.sendToAgent, async ({ body }, call) => {
    const metadata = {
      ...(body.task_type === undefined ? {} : { task_type: body.task_type }),
      ...(body.entity_id === undefined ? {} : { entity_id: body.entity_id }),
    };
    const [queued] = await assigner.enqueue(
      [aMessage({ message: body.message, priority: body.priority, session: body.session, metadata })],
      byOf(call),
    );
    if (!queued) throw new Error('a message was not queued');
    return success(queued.prompt, { prompt_id: queued.prompt.id });
  });
  bind(agentEndpoints.broadcastToAgents, async ({ body }, call) => {
    const agents = agentsOf(nodes);
    const names = agents.map((agent) => targetOf(agent, agents));
    const messages = names.map((session) => aMessage({ ...body, session, metadata: { broadcast: true } }));
    const queued = await assigner.enqueue(messages, byOf(call));
    return success(
      queued.map(({ prompt }) => prompt),
      { sent_to: agents.map((agent) => agent.name) },
    );
  });
}

function bindTerminalLine(options: AgentsOptions): void {
  options.bind(terminalLineEndpoints.runTerminalLine, async ({ body }, call) =>
    success(
      await runTerminalLine(body, byOf(call), {
        ...options,
        agents: () => agentsOf(options.nodes),
        providers: () => knownProviders(options.nodes),
      }),
    ),
  );
}

function bindLives(options: AgentsOptions): void {
  const { bind } = options;
  bind(agentEndpoints.createAgent, async ({ body }, call) =>
    success(await createAgent(body, byOf(call), options)),
  );
  bind(agentEndpoints.endAgent, async ({ params, query }, call) => {
    const wish = { name: params.name, force: query.force === 'true' };
    return success(await endAgent(wish, byOf(call), options));
  });
}

/** An agent that has ended leaves a shell or a dead pane behind: not an agent any more. */
function agentsOf(nodes: Nodes): Session[] {
  return nodes
    .sessions()
    .filter((session) => runsAgent(session) && session.state !== 'shell' && session.state !== 'dead');
}

/** Nodes may share names: then the node is part of the target. */
function targetOf(agent: Session, agents: Session[]): string {
  return agents.some((other) => other.name === agent.name && other.node !== agent.node)
    ? sessionKey(agent)
    : agent.name;
}

function aMessage(message: {
  message: string;
  priority: number;
  session: string;
  metadata: Record<string, unknown>;
}) {
  const body = {
    content: message.message,
    priority: message.priority,
    metadata: message.metadata,
    target_session: message.session,
    require_target: true,
    source: 'agents',
  };
  return validate(sendPromptBody, body, 'body');
}
