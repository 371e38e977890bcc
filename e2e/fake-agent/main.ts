/**
 * A stand-in for Claude Code in a terminal: same title, screen, timing, hooks and traps, driven by directives in the
 * prompt (`directives.ts`). It appends every message it takes to `--log` before it works on it.
 *
 *   node main.ts [--log FILE] [--name NAME] [--no-hooks] [--no-transcript] [--jitter MS] [--draft TEXT] [--start MS]
 *                [--record FILE] [--then-shell] [--ask-hook SCRIPT]
 *
 * `--record` keeps every byte that arrives and what became of it; with `--then-shell` a shell is left when it ends; the
 * `--ask-hook` is run for each permission and may answer it while its dialog waits.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createAskHook } from './ask-hook.ts';
import { createBlackBox } from './black-box.ts';
import { createDraft } from './draft.ts';
import { createKeyboard, inputState } from './keyboard.ts';
import { createPainter } from './painter.ts';
import { createInputParser } from './parse-input.ts';
import { announceSession, createHooks, createMessageLog, createTranscript, isFirstLimit } from './records.ts';
import { createSlowOutput } from './slow-output.ts';
import { createStage } from './stage.ts';
import { createTurns } from './turns.ts';

process.title = 'claude';

const { values: flags } = parseArgs({
  // Flags that the adapter passes to the real program are accepted and ignored.
  strict: false,
  options: {
    log: { type: 'string' },
    name: { type: 'string' },
    'no-hooks': { type: 'boolean' },
    'no-transcript': { type: 'boolean' },
    jitter: { type: 'string' },
    draft: { type: 'string' },
    start: { type: 'string' },
    record: { type: 'string' },
    'then-shell': { type: 'boolean' },
    'ask-hook': { type: 'string' },
    settings: { type: 'string' },
    version: { type: 'boolean' },
  },
});
const text = (value: unknown) => (typeof value === 'string' ? value : null);

if (flags.version) {
  process.stdout.write('2.1.197 (Claude Code)\n');
  process.exit(0);
}

const cwd = process.cwd();
const session = crypto.randomUUID();
const home = process.env.CLAUDE_CONFIG_DIR ?? join(process.env.HOME ?? homedir(), '.claude');
const transcriptPath = join(home, 'projects', cwd.replace(/[^A-Za-z0-9]/g, '-'), `${session}.jsonl`);
const keepsTranscript = !flags['no-transcript'];

const common = { session_id: session, transcript_path: transcriptPath, cwd };
const hook = createHooks(flags['no-hooks'] ? undefined : process.env.ARCHITECT_HOOK_DIR, common);
const record = createBlackBox(text(flags.record), text(flags.name) ?? session);
const output = createSlowOutput(process.stdout);
const painter = createPainter(output);

function quit(how: 'clean' | 'killed') {
  if (how === 'killed') process.kill(process.pid, 'SIGKILL');
  hook('SessionEnd', { reason: 'prompt_input_exit' });
  painter.leave(`\r\nResume this session with:\r\nclaude --resume ${session}\r\n`);
  if (flags['then-shell']) becomeShell();
  record({ kind: 'gone', why: 'it ended by itself' });
  process.exit(0);
}

/** As when somebody had started the agent from a shell: pane and process go on. Does not return. */
function becomeShell() {
  const options = ['--name', text(flags.name) ?? session, '--record', text(flags.record) ?? ''];
  const shell = join(import.meta.dirname, 'shell.mjs');
  const program = [process.execPath, ...process.execArgv, shell, ...options, '--'];
  process.execve?.(process.execPath, [...program, ...process.argv.slice(2)]);
}

function hangUp() {
  record({ kind: 'gone', why: 'hangup' });
  process.exit(129);
}

/** An agent that hid its own faults would make deliveries look lost. */
function fail(error: unknown) {
  process.stderr.write(`fake agent: ${String(error)}\n`);
  record({ kind: 'gone', why: String(error) });
  process.exit(70);
}

const stage = createStage({ draft: createDraft(), painter, width: () => process.stdout.columns ?? 80 });
const log = createMessageLog(text(flags.log), text(flags.name) ?? session);
const transcript = createTranscript(keepsTranscript ? transcriptPath : null, session, cwd);
const turns = createTurns({
  stage,
  log,
  record,
  meetsLimit: (prompt) => isFirstLimit(home, prompt),
  setPause: output.setPause,
  hook,
  askHook: createAskHook(text(flags['ask-hook']), common),
  transcript,
  jitterMs: Number(text(flags.jitter) ?? 0),
  quit,
  fail,
});
const handle = createKeyboard({ stage, turns, log, record, quit, fail });

function start() {
  const parse = createInputParser();
  process.stdin.setRawMode?.(true);
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk) => {
    record({ kind: 'bytes', state: inputState(stage), text: String(chunk) });
    for (const event of parse(String(chunk))) handle(event);
  });
  // The terminal is gone, and with it any shell that could be left.
  process.stdin.on('end', hangUp);
  process.stdout.on('resize', stage.repaint);
  process.on('SIGHUP', hangUp);
  record({ kind: 'born' });
  painter.start();
  if (keepsTranscript) announceSession(home, session, cwd);
  hook('SessionStart', { source: 'startup', model: 'claude-fake' });
  stage.show(' ▐▛███▜▌   Claude Code v2.1.197', `▝▜█████▛▘  Fake · no account · ${cwd}`, '', '');
  stage.draft.type(text(flags.draft) ?? '');
  stage.show();
  setInterval(stage.tick, 100).unref();
}

setTimeout(start, Number(text(flags.start) ?? 0));
