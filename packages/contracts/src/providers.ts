import { z } from 'zod';

/** AI programs that can take prompts. `demo` is the built-in offline worker. */
export const providers = [
  'claude',
  'codex',
  'gemini',
  'opencode',
  'qwen',
  'ollama',
  'openai',
  'comet',
  'demo',
] as const;
export const provider = z.enum(providers);
export type Provider = z.infer<typeof provider>;

/** What a session runs: a provider, a bare shell, or a program nobody recognised. */
export const sessionProvider = z.enum([...providers, 'shell', 'unknown']);
export type SessionProvider = z.infer<typeof sessionProvider>;
