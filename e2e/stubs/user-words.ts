/** Texts that clients send in the user's name on their own account. */
const clientText =
  /^\s*(<(system-reminder|session_context|environment_context)|This is the (Gemini CLI|Qwen Code)\b|Called the Read tool with)/;

/** Gemini and Qwen put the files that `@path` names behind the prompt. */
const references = '--- Content from referenced files ---';

/**
 * What a person wrote in one user message: its texts without what the client adds. Empty when nothing remains.
 * @param parts texts of the message in their order
 */
export function userWords(parts: string[]): string[] {
  const cut = parts.findIndex((text) => text.trim() === references);
  return parts.slice(0, cut < 0 ? parts.length : cut).filter((text) => text !== '' && !clientText.test(text));
}
