import { z } from 'zod';
import { type ChatRequest, LlmError, type LlmProvider, type ProviderStatus } from './provider.ts';
import { readLines } from './read-lines.ts';

// Shapes of Ollama's HTTP API (its docs/api.md): only the fields read here.
const chatChunk = z.object({
  message: z.object({ content: z.string() }).optional(),
  done: z.boolean().optional(),
  error: z.string().optional(),
});
const tagsReply = z.object({ models: z.array(z.object({ name: z.string() })) });
const errorReply = z.object({ error: z.string() });

const statusTimeoutMs = 3000;

/**
 * Local models through Ollama's HTTP API (`POST /api/chat`, streaming; `GET /api/tags`).
 * @param endpoint address without a path, e.g. `http://127.0.0.1:11434`
 * @param model used when a request names none; else the first installed model
 */
export function createOllama({
  endpoint,
  model,
  fetch: request = fetch,
}: {
  endpoint: string;
  model?: string;
  fetch?: typeof fetch;
}): LlmProvider {
  const base = endpoint.replace(/\/+$/, '');

  async function listModels(): Promise<string[]> {
    const response = await send(request, `${base}/api/tags`, {
      signal: AbortSignal.timeout(statusTimeoutMs),
    });
    return tagsReply.parse(await response.json()).models.map((entry) => entry.name);
  }

  async function defaultModel(): Promise<string> {
    const first = model ?? (await listModels())[0];
    if (first) return first;
    throw new LlmError('no_model', 'Ollama has no model yet. Get one, for example: ollama pull llama3.2');
  }

  return {
    name: 'ollama',
    summary: `local models through Ollama at ${base}`,
    defaultModel,
    async *chat({ messages, model: wanted, signal }: ChatRequest) {
      const name = wanted ?? (await defaultModel());
      const response = await send(request, `${base}/api/chat`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: name, messages, stream: true }),
        ...(signal ? { signal } : {}),
      });
      yield* readAnswer(response);
    },
    async status(): Promise<ProviderStatus> {
      try {
        const models = await listModels();
        const detail = models.length ? `${models.length} models at ${base}` : `no model at ${base}`;
        return { available: models.length > 0, detail, models };
      } catch (error) {
        return {
          available: false,
          detail: error instanceof Error ? error.message : String(error),
          models: [],
        };
      }
    },
  };
}

/** One request; every way to fail becomes an LlmError that says what to do, except an abort, which stays one. */
async function send(request: typeof fetch, url: string, init: RequestInit): Promise<Response> {
  const response = await request(url, init).catch((cause: unknown) => {
    if (cause instanceof Error && cause.name === 'AbortError') throw cause;
    throw new LlmError(
      'unreachable',
      `Ollama does not answer at ${new URL(url).origin}. Start it with "ollama serve", or set OLLAMA_ENDPOINT.`,
      { cause },
    );
  });
  if (response.ok) return response;
  const text = await response.text();
  const said = errorReply.safeParse(parseJson(text));
  const reason = said.success ? said.data.error : text.slice(0, 200) || response.statusText;
  if (response.status === 404 && /model/i.test(reason)) {
    throw new LlmError(
      'no_model',
      `Ollama: ${reason}. Get it with "ollama pull", or choose another with --model.`,
    );
  }
  throw new LlmError('failed', `Ollama answered ${response.status}: ${reason}`);
}

/** The text pieces of a streamed reply: one JSON object a line, the last one with `done: true`. */
async function* readAnswer(response: Response): AsyncGenerator<string> {
  if (!response.body) throw new LlmError('failed', 'Ollama sent an empty reply.');
  for await (const line of readLines(response.body)) {
    const chunk = chatChunk.safeParse(parseJson(line));
    if (!chunk.success)
      throw new LlmError('failed', `Ollama sent a line that is not understood: ${line.slice(0, 100)}`);
    if (chunk.data.error) throw new LlmError('failed', `Ollama: ${chunk.data.error}`);
    if (chunk.data.message?.content) yield chunk.data.message.content;
    if (chunk.data.done) return;
  }
  throw new LlmError('failed', 'Ollama ended its answer early.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the schemas above refuse null with their own message.
    return null;
  }
}
