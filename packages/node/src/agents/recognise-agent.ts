import type { Agent, ProcessFacts } from './agent.ts';
import { createBuiltInAgents } from './built-in-agents.ts';
import type { Screen } from './screen.ts';
import { isInteractiveShell, shellAgent } from './shell/shell-agent.ts';
import { unknownAgent } from './unknown/unknown-agent.ts';

const builtIn = createBuiltInAgents({ now: Date.now });

/** Names that many programs share: the process says too little, and marks on the screen may decide. */
const sharedNames =
  /^(node|node\d+|bun|deno|env|npx|npm|pnpm|yarn|python[\d.]*|script|sudo|ssh|docker|mosh.*|)$/i;

/**
 * Which agent runs in the foreground: by its process where that is named, else, for a name that many programs share, by
 * marks that only one agent draws. A program that nobody recognises is `unknown`, never an agent by guess.
 */
export function recogniseAgent(
  process: ProcessFacts,
  screen?: Screen,
  agents: readonly Agent[] = builtIn,
): Agent {
  if (isInteractiveShell(process)) return shellAgent;
  const named = agentOfProcesses(process, agents);
  if (named !== null) return named;
  if (shellAgent.recognise(process) > 0) return shellAgent;
  if (screen === undefined || !sharedNames.test(process.command)) return unknownAgent;
  if (process.commandLines.length > 0 && !isSharedOnly(process)) return unknownAgent;
  const likely = agents.filter((agent) => agent.recogniseScreen?.(screen) === true);
  /** An answer may draw what another agent draws; a title is the agent's own. */
  const titled = likely.find((agent) => (agent.readTitle?.(screen.title) ?? null) !== null);
  return titled ?? likely[0] ?? unknownAgent;
}

/** The first process that is an agent counts: an agent may run another one as a tool. */
function agentOfProcesses(process: ProcessFacts, agents: readonly Agent[]): Agent | null {
  const lines = process.commandLines.length === 0 ? [[]] : process.commandLines;
  for (const [i, line] of lines.entries()) {
    const one = { ...process, command: i === 0 ? process.command : '', commandLines: [line] };
    const agent = agents.find((candidate) => candidate !== shellAgent && candidate.recognise(one) > 0);
    if (agent !== undefined) return agent;
  }
  return null;
}

/** Command lines that name nothing but a runner (`ssh host`, `docker exec -it box sh`) leave the screen as evidence. */
function isSharedOnly(process: ProcessFacts): boolean {
  return process.commandLines.every(([first = '']) =>
    /(^|\/)(ssh|docker|mosh-client|sudo|script)$/.test(first),
  );
}
