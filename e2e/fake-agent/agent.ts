import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { dialogOnPaste, planTurn, type Step } from './directives.ts';
import { createDraft } from './draft.ts';
import type { createPainter } from './painter.ts';
import type { InputEvent } from './parse-input.ts';
import type { createHooks, createMessageLog, createTranscript } from './records.ts';
import { answerRows, drawView, promptRows, type View } from './screen.ts';

interface AgentParts {
  painter: ReturnType<typeof createPainter>;
  log: ReturnType<typeof createMessageLog>;
  hook: ReturnType<typeof createHooks>;
  transcript: ReturnType<typeof createTranscript>;
  size: () => { width: number; height: number };
  /** Up to this many ms are added to every step of work. */
  jitterMs: number;
  quit: (how: 'clean' | 'killed') => void;
}

type Outcome = 'goes-on' | 'stopped';
type Decision = 'yes' | 'always' | 'no';

/** An Enter sooner after a paste than this is taken as a line break, as by the CLIs that need it as its own key. */
const pasteSettleMs = 50;
const glyphs = ['·', '✢', '✳', '✶', '✻', '✽'];

/** The answer to a prompt: differs for different prompts, so that a swapped answer is noticed. */
export function answerTo(prompt: string): string {
  return `Answer ${createHash('sha256').update(prompt).digest('hex').slice(0, 12)}.`;
}

/** A terminal program that takes, shows and works on messages as the recorded Claude Code does. */
export function createFakeAgent(parts: AgentParts) {
  const { painter, log, hook, transcript, size } = parts;
  const draft = createDraft();
  const queue: string[] = [];
  let working: (NonNullable<View['working']> & { since: number }) | null = null;
  let dialog: (NonNullable<View['dialog']> & { decide: (decision: Decision) => void }) | null = null;
  let overlay = false;
  let interrupt: AbortController | null = null;
  let pastedAt = Number.NEGATIVE_INFINITY;
  let menuClosed = false;
  /** The running turn has shown something of its own. */
  let hasOutput = false;
  let ticks = 0;
  let finished: string[] = [];

  const view = (): View => ({ working, queued: queue, draft: draft.shown(), dialog, overlay });
  const show = (...rows: string[]) => {
    finished.push(...rows);
    const title = working && !dialog ? (ticks % 20 < 10 ? '⠂' : '⠐') : '✳';
    painter.setTitle(`${title} Claude Code`);
    painter.paint(finished, drawView(view(), size().width));
    finished = [];
  };
  const answer = (text: string, bullet?: string) => show(...answerRows(text, size().width, bullet), '');

  function tick() {
    ticks += 1;
    if (!working || dialog) return;
    working.glyph = glyphs[ticks % glyphs.length] ?? '·';
    working.seconds = Math.floor((Date.now() - working.since) / 1000);
    show();
  }

  async function work(ms: number, signal: AbortSignal): Promise<Outcome> {
    const total = ms + Math.random() * parts.jitterMs;
    return wait(total, undefined, { signal }).then(
      () => 'goes-on' as const,
      () => 'stopped' as const,
    );
  }

  /** Resolves with the decision of whoever presses a key; the box is away meanwhile. */
  async function ask(command: string): Promise<Decision> {
    const decision = await new Promise<Decision>((resolve) => {
      dialog = { command, selected: 0, decide: resolve };
      hook('PermissionRequest', { tool_name: 'Bash', tool_input: { command, description: 'Run it' } });
      show();
    });
    dialog = null;
    log('dialog', command, decision);
    return decision;
  }

  async function askStep(command: string, signal: AbortSignal): Promise<Outcome> {
    hasOutput = true;
    show(`● Bash(${command})`, '');
    const decision = await ask(command);
    if (decision === 'no') {
      answer('Interrupted · What should Claude do instead?', '  ⎿ ');
      return 'stopped';
    }
    answer('done', '  ⎿ ');
    return work(100, signal);
  }

  async function stream(ms: number, signal: AbortSignal): Promise<Outcome> {
    hasOutput = true;
    if (working) working.hidden = true;
    for (let line = 1; line <= 5; line++) {
      show(`  Line ${line} of the answer that is still being written.`);
      if ((await work(ms / 5, signal)) === 'stopped') return 'stopped';
    }
    if (working) working.hidden = false;
    return 'goes-on';
  }

  function failTurn(error: string, message: string, bullet: string): Outcome {
    answer(message, bullet);
    transcript('assistant', message);
    hook('StopFailure', { error, last_assistant_message: message });
    return 'stopped';
  }

  async function perform(step: Step, signal: AbortSignal): Promise<Outcome> {
    switch (step.kind) {
      case 'work':
        return work(step.ms, signal);
      case 'stream':
        return stream(step.ms, signal);
      case 'ask':
        return askStep(step.command, signal);
      case 'limit':
        return failTurn('rate_limit', "You've hit your session limit · resets 11:23pm (UTC)", '  ⎿ ');
      case 'error':
        return failTurn('server_error', 'API Error: 500 Internal server error.', '●');
      case 'background':
        background(step.ms);
        return 'goes-on';
      case 'exit':
        parts.quit('clean');
        return 'stopped';
      case 'die':
        parts.quit('killed');
        return 'stopped';
    }
  }

  let backgroundUntil = 0;
  function background(ms: number) {
    backgroundUntil = Date.now() + ms;
    setTimeout(() => {
      // A finished background task starts a turn without a prompt.
      if (!working) runTurn(null).catch(fail);
    }, ms);
  }

  /** A turn for a prompt, or for a finished background task (null). */
  async function runTurn(prompt: string | null): Promise<void> {
    interrupt = new AbortController();
    working = { glyph: '✽', verb: 'Cooking', seconds: 0, hidden: false, since: Date.now() };
    if (prompt !== null) {
      log('prompt', prompt);
      hook('UserPromptSubmit', { prompt });
      transcript('user', prompt);
      show(...promptRows(prompt, size().width, 60), '');
    }
    let outcome: Outcome = 'goes-on';
    hasOutput = false;
    for (const step of prompt === null ? [{ kind: 'work', ms: 100 } as const] : planTurn(prompt)) {
      outcome = await perform(step, interrupt.signal);
      if (outcome === 'stopped') break;
      hasOutput ||= step.kind !== 'work';
    }
    if (interrupt.signal.aborted) showInterruption(prompt);
    if (outcome === 'goes-on') endTurn(prompt);
    working = null;
    show();
    const next = queue.shift();
    if (next !== undefined) await runTurn(next);
  }

  /** Escape before any output puts the prompt back into the box, as the real one does; later it leaves a line. */
  function showInterruption(prompt: string | null) {
    if (prompt !== null && !hasOutput && draft.isEmpty()) draft.type(prompt);
    else answer('Interrupted · What should Claude do instead?', '  ⎿ ');
  }

  function endTurn(prompt: string | null) {
    const text = prompt === null ? 'The background task has finished.' : answerTo(prompt);
    answer(text);
    finished.push('✻ Baked for 1s', '');
    transcript('assistant', text);
    if (prompt !== null) log('ended', prompt);
    const left = backgroundUntil - Date.now();
    const tasks = left > 0 ? [{ id: 'task-1', type: 'shell', status: 'running', description: 'sleep' }] : [];
    hook('Stop', { stop_hook_active: false, last_assistant_message: text, background_tasks: tasks });
  }

  function submit() {
    const content = draft.content();
    if (/\\$/.test(content)) {
      draft.backspace();
      draft.type('\n');
      return show();
    }
    // A trailing `@path` opens the file menu; the first Enter only completes it.
    if (/(^|\s)@\S+$/.test(content) && !menuClosed) {
      menuClosed = true;
      return show();
    }
    const text = content.trimEnd();
    if (text.trim() === '') return;
    draft.clear();
    menuClosed = false;
    if (text.startsWith('!')) log('bash', text);
    else if (/^\/(help|exit|clear|model)\b/.test(text)) slash(text);
    else if (working) queue.push(text);
    else return void runTurn(text).catch(fail);
    show();
  }

  function slash(text: string) {
    log('slash', text);
    if (text.startsWith('/exit')) parts.quit('clean');
    else overlay = true;
  }

  function inDialog(event: InputEvent) {
    if (!dialog) return;
    const pressed = event.kind === 'text' ? event.text : event.kind === 'key' ? event.name : '';
    const rows: Record<string, Decision> = { '1': 'yes', '2': 'always', '3': 'no', escape: 'no' };
    const selected: Decision[] = ['yes', 'always', 'no'];
    if (pressed === 'up') dialog.selected = Math.max(0, dialog.selected - 1);
    if (pressed === 'down') dialog.selected = Math.min(2, dialog.selected + 1);
    const decision = pressed === 'enter' ? selected[dialog.selected] : rows[pressed];
    if (decision) dialog.decide(decision);
    else show();
  }

  function paste(text: string) {
    draft.paste(text);
    pastedAt = performance.now();
    menuClosed = false;
    show();
    const command = dialogOnPaste(text);
    if (command !== null)
      ask(command)
        .then(() => show())
        .catch(fail);
  }

  function inBox(event: InputEvent) {
    if (event.kind === 'paste') return paste(event.text);
    if (event.kind === 'text') draft.type(event.text);
    else if (event.name === 'enter') {
      const joined = event.burst || performance.now() - pastedAt < pasteSettleMs;
      if (!joined) return submit();
      draft.type('\n');
    } else if (event.name === 'escape') interrupt?.abort();
    else if (event.name === 'backspace') draft.backspace();
    else if (event.name === 'ctrl-u') draft.clear();
    else if (event.name === 'ctrl-c') {
      if (draft.isEmpty()) return parts.quit('clean');
      draft.clear();
    }
    show();
  }

  function fail(error: unknown) {
    // An agent that hides its own faults would make deliveries look lost.
    process.stderr.write(`fake agent: ${String(error)}\n`);
    process.exit(70);
  }

  return {
    tick,
    show,
    /** Text that somebody left in the box before. */
    leaveDraft(text: string) {
      draft.type(text);
      show();
    },
    resized: () => painter.repaint(drawView(view(), size().width)),
    handle(event: InputEvent) {
      if (dialog) inDialog(event);
      else if (overlay) {
        if (event.kind === 'key' && event.name === 'escape') overlay = false;
        show();
      } else inBox(event);
    },
  };
}
