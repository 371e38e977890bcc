import type { Agent } from './agent.ts';
import { createChatAgents } from './architect-chat/chat-agent.ts';
import { createClaudeAgent } from './claude/claude-agent.ts';
import { createCodexAgent } from './codex/codex-agent.ts';
import { createGeminiAgent } from './gemini/gemini-agent.ts';
import { createOllamaAgent } from './ollama/ollama-agent.ts';
import { createOpencodeAgent } from './opencode/opencode-agent.ts';
import { createQwenAgent } from './qwen/qwen-agent.ts';
import { shellAgent } from './shell/shell-agent.ts';

/** Every adapter of this program, in the order in which they are asked. `now` gives epoch ms. */
export function createBuiltInAgents(options: { now: () => number }): Agent[] {
  return [
    createClaudeAgent(options),
    // Its title names it; a page of its own may look like a picker of Codex.
    createQwenAgent(options),
    createCodexAgent(options),
    createOpencodeAgent(options),
    createGeminiAgent(options),
    ...createChatAgents(),
    createOllamaAgent(),
    shellAgent,
  ];
}
