import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HookEvent } from '../agents/agent.ts';
import { type HookInbox, openHookInbox } from './hook-inbox.ts';

describe('a hook inbox', () => {
  let dir = '';
  let inbox: HookInbox;
  let events: HookEvent[] = [];
  const parse = (name: string, content: string): HookEvent | null => {
    const payload = JSON.parse(content) as Record<string, unknown>;
    return payload.name ? { name: String(payload.name), payload, at: Number(name.split('-')[0]) } : null;
  };
  const open = () => openHookInbox({ dir, parse, onEvent: (event) => events.push(event) });
  const drop = (at: number, payload: object) => {
    writeFileSync(join(dir, `.tmp-${at}`), JSON.stringify(payload));
    renameSync(join(dir, `.tmp-${at}`), join(dir, `${at}-1.json`));
  };

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'architect-inbox-'));
    events = [];
  });
  afterEach(() => {
    inbox.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('reads what was dropped while nobody listened, in order', () => {
    drop(200, { name: 'Stop' });
    drop(100, { name: 'UserPromptSubmit' });
    inbox = open();
    expect(events.map((event) => event.name)).toEqual(['UserPromptSubmit', 'Stop']);
    expect(inbox.since(150).map((event) => event.name)).toEqual(['Stop']);
  });

  it('hears of a new file by itself and reads it once', async () => {
    inbox = open();
    drop(100, { name: 'Stop' });
    await vi.waitFor(() => expect(events).toHaveLength(1));
    inbox.sweep();
    expect(events).toHaveLength(1);
  });

  it('keeps the newest files only', () => {
    for (let at = 1000; at < 1500; at += 1) drop(at, { name: 'PreToolUse' });
    inbox = open();
    expect(readdirSync(dir).filter((name) => name.endsWith('.json'))).toHaveLength(400);
    expect(readdirSync(dir)).toContain('1499-1.json');
  });

  it('outlives its directory', () => {
    inbox = open();
    rmSync(dir, { recursive: true });
    inbox.sweep();
    expect(inbox.count()).toBe(0);
  });
});
