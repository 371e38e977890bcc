import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AcpClient } from './acp.ts';
import { ClaudeStream } from './claude-stream.ts';
import { CodexAppServer } from './codex-app-server.ts';
import { unwrapShell } from './codex-approval.ts';
import type { ConversationSpec, Protocol, ProtocolEvent, ProtocolHost } from './protocol.ts';

const spec: ConversationSpec = {
  workingDir: '/srv/shop',
  env: {},
  conversationId: null,
  conversationFile: null,
  spentUsd: 0,
  isResumed: false,
};

/** What real agents wrote, against a stub model: a plain turn, one approved, one denied, an error. */
function replay(file: string, open: (host: ProtocolHost) => Protocol): ProtocolEvent[] {
  const events: ProtocolEvent[] = [];
  const protocol = open({ write: () => true, emit: (event) => events.push(event) });
  const text = readFileSync(join(import.meta.dirname, 'fixtures', file), 'utf8');
  for (const line of text.split('\n').filter(Boolean)) protocol.take(JSON.parse(line));
  return events;
}

const now = () => 0;
const recorded = {
  claude: () => replay('claude-2.1.330.jsonl', (host) => new ClaudeStream(spec, host, now)),
  codex: () => replay('codex-0.169.0.jsonl', (host) => new CodexAppServer(spec, host, now)),
  gemini: () => replay('gemini-0.61.0.jsonl', (host) => new AcpClient(spec, host, now)),
  opencode: () => replay('opencode-1.18.33.jsonl', (host) => new AcpClient(spec, host, now)),
};

const endsOf = (events: ProtocolEvent[]) =>
  events.flatMap((event) => (event.kind === 'ended' ? [event.result] : []));

describe.each(Object.entries(recorded))('%s', (_name, events) => {
  it('gets ready and asks for two commands, whole and answerable', () => {
    const seen = events();
    expect(seen).toContainEqual(expect.objectContaining({ kind: 'ready' }));
    const asked = seen.flatMap((event) => (event.kind === 'asks' ? [event.dialog] : []));
    expect(asked.map(({ kind, subject, complete }) => [kind, subject, complete])).toEqual([
      ['bash', 'npm --version > approved.txt', true],
      ['bash', 'rm -rf build', true],
    ]);
    for (const { options } of asked) {
      const meanings = options.map(({ meaning }) => meaning);
      expect(meanings.filter((one) => one === 'approve_once')).toHaveLength(1);
      expect(meanings.filter((one) => one === 'deny')).toHaveLength(1);
    }
    expect(new Set(asked.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  it('ends its turns with what they took, and the failed one with its reason', () => {
    const ends = endsOf(events());
    expect(ends[0]).toMatchObject({ outcome: 'completed', usage: { input_tokens: 1200, output_tokens: 20 } });
    expect(ends.at(-1)).toMatchObject({ outcome: 'failed' });
    expect(ends.at(-1)?.error).toBeTruthy();
  });
});

describe('Claude Code', () => {
  const events = recorded.claude();

  // The recording leaves turns out before the fourth end: its share of the growth is theirs.
  it('tells of each message before its turn, and of money by the growth of a total', () => {
    const kinds = events.map(({ kind }) => kind);
    expect(kinds.indexOf('taken')).toBeLessThan(kinds.indexOf('ended'));
    expect(endsOf(events).map(({ usage }) => usage?.cost_usd)).toEqual([0.0052, 0.0104, 0.0052, 0.0676, 0]);
  });

  it('tells an error of its account from a limit, and that it tries again', () => {
    expect(endsOf(events).map(({ code }) => code)).toEqual([
      null,
      null,
      'AGENT_ERROR',
      'AGENT_ERROR',
      'USAGE_LIMIT',
    ]);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'retrying', limited: true }));
  });
});

it.each([
  ["/bin/bash -lc 'npm test'", 'npm test'],
  ["/bin/bash -lc 'echo '\\''hi'\\'''", "echo 'hi'"],
  ['bash -lc "npm test"', 'npm test'],
  ["/bin/bash -lc 'a' 'b'", "/bin/bash -lc 'a' 'b'"],
  ['/bin/bash -lc "$(evil)"', '/bin/bash -lc "$(evil)"'],
  ['npm test', 'npm test'],
])('a decision is about the command in the shell: %s', (told, expected) => {
  expect(unwrapShell(told)).toBe(expected);
});
