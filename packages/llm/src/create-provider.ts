import { createDemo } from './demo.ts';
import { createOllama } from './ollama.ts';
import type { LlmProvider } from './provider.ts';

/** Providers of the built-in agent, the preferred one first. */
export const providerNames = ['ollama', 'demo'] as const;
export type ProviderName = (typeof providerNames)[number];

export const defaultOllamaEndpoint = 'http://127.0.0.1:11434';

/** Builds a provider by name. `pause` waits, and rejects with the signal's reason when aborted. */
export function createProvider(
  name: ProviderName,
  options: {
    ollamaEndpoint?: string;
    ollamaModel?: string;
    demoWordDelayMs?: number;
    pause: (delayMs: number, signal?: AbortSignal) => Promise<void>;
  },
): LlmProvider {
  switch (name) {
    case 'ollama':
      return createOllama({
        endpoint: options.ollamaEndpoint ?? defaultOllamaEndpoint,
        ...(options.ollamaModel ? { model: options.ollamaModel } : {}),
      });
    case 'demo':
      return createDemo({
        pause: options.pause,
        ...(options.demoWordDelayMs === undefined ? {} : { wordDelayMs: options.demoWordDelayMs }),
      });
  }
}
