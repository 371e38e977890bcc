import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AcpClient } from './acp.ts';
import { acpPermission } from './acp-permission.ts';
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

it('Codex: a tool of an MCP server is asked about whole, and a refusal ends the turn', () => {
  const events: ProtocolEvent[] = [];
  const written: unknown[] = [];
  const write = (message: object) => written.push(message) > 0;
  const codex = new CodexAppServer(spec, { write, emit: (event) => events.push(event) }, now);
  const meta = {
    codex_approval_kind: 'mcp_tool_call',
    tool_name: 'create_ticket',
    tool_params: { title: 'x', body: 'y' },
  };
  const params = { threadId: 't', turnId: 'u', serverName: 'tracker', message: 'Allow it?', _meta: meta };
  codex.take({ method: 'mcpServer/elicitation/request', id: 7, params });
  const [asked] = events.flatMap((event) => (event.kind === 'asks' ? [event] : []));
  expect(asked?.dialog).toMatchObject({
    kind: 'mcp',
    tool: 'mcp__tracker__create_ticket',
    subject: '{"title":"x","body":"y"}',
    complete: true,
  });
  codex.answer(asked?.requestId ?? '', { optionKey: 'deny' });
  expect(written).toMatchObject([
    { id: 7, result: { action: 'decline' } },
    { method: 'turn/interrupt', params: { turnId: 'u' } },
  ]);
});

it.each([
  ['create_ticket (tracker MCP Server)', 'other', 'mcp', 'create_ticket (tracker MCP Server)', false],
  [
    'Processing URLs and instructions from prompt: "Sum up https://a.b/c"',
    'fetch',
    'web',
    'https://a.b/c',
    true,
  ],
  ['Processing URLs and instructions from prompt: "Read https://a.b/c and…..."', 'fetch', 'web', '', false],
  ['Read HTTP://evil and https://a.b', 'fetch', 'web', 'Read HTTP://evil and https://a.b', true],
])('ACP: what a title tells of a call: %s', (title, toolKind, kind, subject, complete) => {
  const options = [{ optionId: 'a', name: 'Allow', kind: 'allow_once' }];
  const dialog = acpPermission('1', { options, toolCall: { title, kind: toolKind } });
  expect(dialog).toMatchObject({ kind, subject: subject || title, complete });
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
