import { z } from 'zod';

/**
 * AI programs that are known by name, for lists to choose from. `demo` is the built-in offline worker. A node may know
 * more: a person defines them in its `agents.yaml`.
 */
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
export type BuiltInProvider = (typeof providers)[number];

const word = '[a-z][a-z0-9_-]{0,39}';

/** An AI program that can take prompts: any word but `shell` and `unknown`, which no program is called. */
export const provider = z.string().regex(new RegExp(`^(?!(?:shell|unknown)$)${word}$`), {
  error:
    'a provider is a word of lower-case letters, digits, - and _ that begins with a letter; not shell or unknown',
});
export type Provider = z.infer<typeof provider>;

/** What a session runs: a provider, a bare `shell`, or a program nobody recognised (`unknown`). */
export const sessionProvider = z.string().regex(new RegExp(`^${word}$`));
export type SessionProvider = z.infer<typeof sessionProvider>;
