import type { SessionProvider } from '@architect/contracts/providers';
import type { Agent, ProcessFacts } from './agent.ts';
import { createChatAgents } from './architect-chat/chat-agent.ts';
import { createClaudeAgent } from './claude/claude-agent.ts';
import { createCodexAgent } from './codex/codex-agent.ts';
import { createGeminiAgent } from './gemini/gemini-agent.ts';
import { createOpencodeAgent } from './opencode/opencode-agent.ts';
import { createQwenAgent } from './qwen/qwen-agent.ts';
import type { Screen } from './screen.ts';
import { isInteractiveShell, shellAgent } from './shell/shell-agent.ts';
import { unknownAgent } from './unknown/unknown-agent.ts';

/** Every adapter. */
const agents: Agent[] = [
  createClaudeAgent({ now: Date.now }),
  createCodexAgent({ now: Date.now }),
  createOpencodeAgent({ now: Date.now }),
  createQwenAgent({ now: Date.now }),
  createGeminiAgent({ now: Date.now }),
  ...createChatAgents(),
  shellAgent,
];

/** Names that many programs share: the process says too little, and marks on the screen may decide. */
const sharedNames =
  /^(node|node\d+|bun|deno|env|npx|npm|pnpm|yarn|python[\d.]*|script|sudo|ssh|docker|mosh.*|)$/i;

/**
 * Which agent runs in the foreground: by its process where that is named, else, for a name that many programs share, by
 * marks that only one agent draws. A program that nobody recognises is `unknown`, never an agent by guess.
 */
export function recogniseAgent(process: ProcessFacts, screen?: Screen): Agent {
  if (isInteractiveShell(process)) return shellAgent;
  const named = agentOfProcesses(process);
  if (named !== null) return named;
  if (shellAgent.recognise(process) > 0) return shellAgent;
  if (screen === undefined || !sharedNames.test(process.command)) return unknownAgent;
  if (process.commandLines.length > 0 && !isSharedOnly(process)) return unknownAgent;
  return agents.find((agent) => agent.recogniseScreen?.(screen) === true) ?? unknownAgent;
}

/** The first process that is an agent counts: an agent may run another one as a tool. */
function agentOfProcesses(process: ProcessFacts): Agent | null {
  const lines = process.commandLines.length === 0 ? [[]] : process.commandLines;
  for (const [i, line] of lines.entries()) {
    const one = { ...process, command: i === 0 ? process.command : '', commandLines: [line] };
    const agent = agents.find((candidate) => candidate !== shellAgent && candidate.recognise(one) > 0);
    if (agent !== undefined) return agent;
  }
  return null;
}

/** The adapter of a provider; null when this node has none. */
export function agentOf(provider: SessionProvider): Agent | null {
  return agents.find((agent) => agent.provider === provider) ?? null;
}

/** Command lines that name nothing but a runner (`ssh host`, `docker exec -it box sh`) leave the screen as evidence. */
function isSharedOnly(process: ProcessFacts): boolean {
  return process.commandLines.every(([first = '']) =>
    /(^|\/)(ssh|docker|mosh-client|sudo|script)$/.test(first),
  );
}
