import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { AskHook } from './ask-hook.ts';
import type { BlackBox } from './black-box.ts';
import { planTurn, type Step } from './directives.ts';
import type { createHooks, createMessageLog, createTranscript } from './records.ts';
import { promptRows } from './screen.ts';
import type { Decision, Stage } from './stage.ts';

export interface TurnParts {
  stage: Stage;
  log: ReturnType<typeof createMessageLog>;
  record: BlackBox;
  /** True the first time that an agent of this home meets this prompt: its limit has reset when it comes again. */
  meetsLimit: (prompt: string) => boolean;
  /** Milliseconds between pieces of output; 0 is the usual speed. */
  setPause: (ms: number) => void;
  hook: ReturnType<typeof createHooks>;
  /** Runs the hook that may decide a permission; null when the agent has none. */
  askHook: AskHook | null;
  transcript: ReturnType<typeof createTranscript>;
  /** Up to this many ms are added to every step of work. */
  jitterMs: number;
  quit: (how: 'clean' | 'killed') => void;
  fail: (error: unknown) => void;
}

export interface Turns {
  /** Works on a message and on those queued meanwhile. */
  run(prompt: string): void;
  /** Opens a permission dialog; resolves with the decision of whoever presses a key. */
  ask(command: string): Promise<Decision>;
  interrupt(): void;
}

type Outcome = 'goes-on' | 'stopped';

const interrupted = 'Interrupted · What should Claude do instead?';
const finished = '✻ Baked for 1s';
const echoRows = 60;

/**
 * The answer to a prompt: differs for different prompts, so that a swapped answer is noticed. `[answer TEXT]` in the prompt
 * adds a line.
 */
export function answerTo(prompt: string): string {
  const said = /\[answer ([^\]\n]*)\]/.exec(prompt)?.[1];
  const own = `Answer ${createHash('sha256').update(prompt).digest('hex').slice(0, 12)}.`;
  return said === undefined ? own : `${own}\n${said}`;
}

/** As Claude Code writes it: minutes are the smallest unit. */
function resetTime({ resetsSoon }: { resetsSoon: boolean }): string {
  if (!resetsSoon) return '11:23pm (UTC)';
  const at = new Date(Math.ceil(Date.now() / 60_000) * 60_000);
  const hour = at.getUTCHours();
  const minute = String(at.getUTCMinutes()).padStart(2, '0');
  return `${hour % 12 || 12}:${minute}${hour < 12 ? 'am' : 'pm'} (UTC)`;
}

/** The agent's work, with the log, hooks, transcript and screen of the real one at each step. */
export function createTurns(parts: TurnParts): Turns {
  const { stage, log, record, hook, askHook, transcript, quit, fail } = parts;
  let turn = new AbortController();
  let backgroundUntil = 0;
  /** The message that is being worked on. */
  let current: string | null = null;
  /** The running turn has shown something of its own. */
  let hasOutput = false;

  async function work(ms: number): Promise<Outcome> {
    const total = ms + Math.random() * parts.jitterMs;
    return wait(total, undefined, { signal: turn.signal }).then(
      () => 'goes-on' as const,
      () => 'stopped' as const,
    );
  }

  async function ask(command: string): Promise<Decision> {
    const decision = await new Promise<Decision>((resolve) => {
      record({ kind: 'asked', text: command, prompt: current });
      stage.dialog = { command, selected: 0, decide: resolve };
      const request = { tool_name: 'Bash', tool_input: { command, description: 'Run it' } };
      if (askHook) askHook(request, resolve);
      else hook('PermissionRequest', request);
      stage.show();
    });
    stage.dialog = null;
    log('dialog', command, decision);
    record({ kind: 'decided', text: command, prompt: current, decision });
    stage.show();
    return decision;
  }

  async function useTool(command: string): Promise<Outcome> {
    hasOutput = true;
    stage.show(`● Bash(${command})`, '');
    transcript('tool', command);
    const decision = await ask(command);
    stage.answer(decision === 'no' ? interrupted : 'done', '  ⎿ ');
    if (decision !== 'no') return work(100);
    transcript('stopped', '[Request interrupted by user for tool use]');
    return 'stopped';
  }

  /** While text streams the spinner line is away: only the title tells. */
  async function stream(ms: number): Promise<Outcome> {
    hasOutput = true;
    if (stage.working) stage.working.hidden = true;
    for (let line = 1; line <= 5; line++) {
      stage.show(`  Line ${line} of the answer that is still being written.`);
      if ((await work(ms / 5)) === 'stopped') return 'stopped';
    }
    if (stage.working) stage.working.hidden = false;
    return 'goes-on';
  }

  function failTurn(error: string, message: string, bullet: string): Outcome {
    const reason = error === 'rate_limit' ? 'limit' : 'error';
    if (current !== null) record({ kind: 'failed', text: current, reason });
    stage.answer(message, bullet);
    stage.show(finished, '');
    transcript('api-error', message);
    hook('StopFailure', { error, last_assistant_message: message });
    return 'stopped';
  }

  /** A background task outlives the turn; its end starts a turn without a prompt. */
  function startTask(ms: number): Outcome {
    backgroundUntil = Date.now() + ms;
    setTimeout(() => {
      if (!stage.working) runTurn(null).catch(fail);
    }, ms);
    return 'goes-on';
  }

  async function perform(step: Step): Promise<Outcome> {
    switch (step.kind) {
      case 'work':
        return work(step.ms);
      case 'stream':
        return stream(step.ms);
      case 'ask':
        return useTool(step.command);
      case 'limit':
        if (step.resetsSoon && !parts.meetsLimit(current ?? '')) return work(100);
        return failTurn('rate_limit', `You've hit your session limit · resets ${resetTime(step)}`, '  ⎿ ');
      case 'error':
        return failTurn('server_error', 'API Error: 500 Internal server error.', '●');
      case 'background':
        return startTask(step.ms);
      case 'slow':
        parts.setPause(step.ms);
        return 'goes-on';
      case 'freeze':
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, step.ms);
        return 'goes-on';
      case 'exit':
      case 'die':
        quit(step.kind === 'die' ? 'killed' : 'clean');
        return 'stopped';
    }
  }

  async function runTurn(prompt: string | null): Promise<void> {
    turn = new AbortController();
    hasOutput = false;
    current = prompt;
    stage.working = { glyph: '✽', verb: 'Cooking', seconds: 0, hidden: false, since: Date.now() };
    if (prompt === null) takeNotice();
    else takePrompt(prompt);
    const steps: Step[] = prompt === null ? [{ kind: 'work', ms: 100 }] : planTurn(prompt);
    let outcome: Outcome = 'goes-on';
    for (const step of steps) {
      outcome = await perform(step);
      if (outcome === 'stopped') break;
    }
    if (turn.signal.aborted) showInterruption(prompt);
    else if (outcome === 'goes-on') endTurn(prompt);
    stage.working = null;
    current = null;
    stage.show();
    parts.setPause(0);
    const next = stage.queue.shift();
    if (next !== undefined) await runTurn(next);
  }

  function takePrompt(prompt: string) {
    log('prompt', prompt);
    record({ kind: 'prompt', text: prompt });
    hook('UserPromptSubmit', { prompt });
    transcript('user', prompt);
    stage.show(...promptRows(prompt, stage.width(), echoRows), '');
  }

  /** The end of work in the background is told as a message of its own, to hooks, transcript and screen alike. */
  function takeNotice() {
    stage.show('● Background command "sleep" completed (exit code 0)', '');
    const notice = '<task-notification>\n<status>completed</status>\n</task-notification>';
    hook('UserPromptSubmit', { prompt: notice });
    transcript('user', notice);
  }

  /** Escape before any output puts the prompt back into the box and leaves no trace; later it leaves a line. */
  function showInterruption(prompt: string | null) {
    if (prompt !== null) record({ kind: 'interrupted', text: prompt });
    if (prompt !== null && !hasOutput && stage.draft.isEmpty() && stage.queue.length === 0) {
      stage.takeBack(promptRows(prompt, stage.width(), echoRows).length + 1);
      return stage.draft.type(prompt);
    }
    transcript('stopped', '[Request interrupted by user]');
    stage.answer(interrupted, '  ⎿ ');
  }

  function endTurn(prompt: string | null) {
    const text = prompt === null ? 'The background task has finished.' : answerTo(prompt);
    record({ kind: 'said', text, prompt });
    stage.answer(text);
    stage.show(finished, '');
    transcript('assistant', text);
    if (prompt !== null) {
      log('ended', prompt);
      record({ kind: 'ended', text: prompt });
    }
    const isOpen = backgroundUntil > Date.now();
    const tasks = isOpen ? [{ id: 'task-1', type: 'shell', status: 'running', description: 'sleep' }] : [];
    hook('Stop', { stop_hook_active: false, last_assistant_message: text, background_tasks: tasks });
  }

  return {
    run: (prompt) => void runTurn(prompt).catch(fail),
    ask,
    interrupt: () => turn.abort(),
  };
}
