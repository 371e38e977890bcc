import type { ChatRequest, LlmProvider } from './provider.ts';

const modelName = 'demo-1';

/**
 * Answers without any model or network: always the same words for the same conversation, streamed word by word.
 * It asks permission for a harmless command when the prompt speaks of running, testing or installing, and at every
 * third prompt; it only pretends to run it.
 * @param wordDelayMs pause between words, so that people can watch
 */
export function createDemo({
  wordDelayMs = 60,
  pause,
}: {
  wordDelayMs?: number;
  pause: (delayMs: number, signal?: AbortSignal) => Promise<void>;
}): LlmProvider {
  return {
    name: 'demo',
    summary: 'offline pretend model, needs nothing',
    async defaultModel() {
      return modelName;
    },
    async status() {
      return { available: true, detail: 'always there', models: [modelName] };
    },
    async *chat({ messages, signal, askPermission }: ChatRequest) {
      const prompt = messages.findLast((message) => message.role === 'user')?.content ?? '';
      const turn = messages.filter((message) => message.role === 'user').length;
      await pause(wordDelayMs * 10, signal);
      const command = commandFor(prompt, turn);
      const outcome = command && askPermission ? { command, allowed: await askPermission(command) } : null;
      for (const word of compose(prompt, outcome).split(/(?<=\s)/)) {
        await pause(wordDelayMs, signal);
        yield word;
      }
    },
  };
}

/** The command the demo would like to run for a prompt, or null. */
function commandFor(prompt: string, turn: number): string | null {
  if (/\binstall/i.test(prompt)) return 'npm install --dry-run';
  if (/\btest/i.test(prompt)) return 'npm test';
  if (/\brun/i.test(prompt)) return 'node --version';
  return turn % 3 === 0 ? 'git status --short' : null;
}

function compose(prompt: string, outcome: { command: string; allowed: boolean } | null): string {
  const subject = firstWords(prompt);
  const steps = [`You asked: “${subject}”.`];
  if (outcome?.allowed) steps.push(`I pretended to run \`${outcome.command}\`; nothing was really started.`);
  if (outcome && !outcome.allowed) steps.push(`You did not allow \`${outcome.command}\`, so I left it out.`);
  steps.push(
    'A real agent would now read the code, make the change and show you the result.',
    `This is the offline demo (${prompt.length} characters read); nothing was changed.`,
  );
  return steps.join(' ');
}

/** At most twelve words of the first line with text. */
function firstWords(prompt: string): string {
  const line = prompt.split('\n').find((candidate) => candidate.trim()) ?? '';
  const words = line.trim().split(/\s+/);
  const short = words.slice(0, 12).join(' ').slice(0, 120);
  return short.length < line.trim().length ? `${short} …` : short;
}
