import type { Agent, ProcessFacts } from '../agent.ts';
import { ollamaBoxHolds, ollamaShowsPrompt, ollamaVisibleAnswer, prepareForOllama } from './ollama-prompt.ts';
import { readOllamaScreen } from './read-ollama-screen.ts';

/**
 * `ollama run MODEL` in a terminal. Which model is a person's choice, so it is started with a command; the provider by
 * itself starts the built-in worker.
 */
export function createOllamaAgent(): Agent {
  return {
    provider: 'ollama',
    versionCommand: ['ollama', '--version'],
    settleMs: 100,
    recognise: (process) => (isChat(process) ? 2 : 0),
    readScreen: readOllamaScreen,
    prepare: prepareForOllama,
    boxHolds: ollamaBoxHolds,
    showsPrompt: ollamaShowsPrompt,
    answerKeys: () => null,
    visibleAnswer: ollamaVisibleAnswer,
  };
}

/** `ollama serve`, `ollama pull` and the like take no messages. */
function isChat({ command, commandLines }: ProcessFacts): boolean {
  if (commandLines.every((line) => line.length === 0)) return command === 'ollama';
  return commandLines.some(([program = '', ...words]) => {
    const isOllama = /^(.*\/)?ollama$/.test(program);
    return isOllama && words.find((word) => !word.startsWith('-')) === 'run';
  });
}
