import type { SessionProvider } from '@architect/contracts/providers';
import type { Dialog, DialogKind, SessionState } from '@architect/contracts/sessions';
import type { Usage } from '@architect/contracts/usage';
import type { RuleOrigin } from './rule-origin.ts';
import type { Screen } from './screen.ts';

/** What is known of a session's process, from tmux and /proc. */
export interface ProcessFacts {
  /** tmux's foreground command, e.g. `claude`, `node`, `bash`. */
  command: string;
  /** Command lines of the pane's foreground process group, best first; empty where /proc cannot be read. */
  commandLines: string[][];
  title: string;
  /** Environment of the agent's process; empty where it cannot be read. */
  env: Record<string, string>;
  pid: number | null;
  cwd: string;
}

/**
 * A state as one source sees it. `rule` is stable and unique: `claude.screen.empty-box`. Rules that end in `.retrying`
 * say `limited` or `error` of an agent that still works by itself: its turn has not ended.
 */
export interface StateReading {
  state: SessionState;
  rule: string;
  detail: string;
}

/** Everything the bottom block of a screen says. */
export interface ScreenReading extends StateReading {
  /** Input box is shown and can take text (no overlay, no dialog, no menu). */
  boxShown: boolean;
  /** Text in the input box that somebody typed (dim ghost text is not a draft); null when empty or no box. */
  draft: string | null;
  dialog: Dialog | null;
  /** Something lies over the agent (help, picker, transcript view): never type. */
  overlay: boolean;
  /** The last turn was stopped by a person (Esc), as the last block above the box says. */
  interrupted: boolean;
  /** Reset time of a usage limit, where shown. */
  limitedUntil: Date | null;
}

/** A hook event as the agent's hook command wrote it. */
export interface HookEvent {
  name: string;
  payload: Record<string, unknown>;
  /** Epoch ms when the hook ran. */
  at: number;
  /** Names this run of the hook command; a run that waits for an answer is told by it. */
  id?: string;
  /** The agent whose hook it was, as its command says; absent where it does not. */
  agent?: string;
  /** Process ids of the hook command's parent and grandparent: one of them is the agent. */
  callers?: number[];
}

/** What a hook event means for the state machine and for deliveries. */
export interface HookReading extends StateReading {
  /** The agent took this text as a user message (proof of delivery). */
  submittedText?: string;
  /** The text is the agent's own: work in the background has ended, and with it the turn that began it goes on. */
  continuesTurn?: boolean;
  /** The turn ended; `message` is the agent's last message, null when it is not in the payload. */
  turnEnded?: {
    message: string | null;
    failed: boolean;
    error: string | null;
    /** It failed because a usage or rate limit was met. */
    limited?: boolean;
    backgroundWork: boolean;
    /** The event comes after Esc and errors as well: the screen says how the turn ended. */
    comesAfterStop?: boolean;
    /** User messages of the turn, where the event tells them: agents run turns of their own beside ours. */
    prompts?: string[];
  };
  /** Full tool input of a dialog that is opening: completes what the screen cannot show. */
  dialogHint?: { tool: string; kind: DialogKind; subject: string };
  transcriptPath?: string;
}

/** Why a turn failed; `limited`: a usage or rate limit was met. */
export interface TurnFailure {
  limited: boolean;
  error: string;
}

/** User messages and answers read from the agent's own transcript. */
export interface TranscriptTurn {
  prompt: string;
  /** Last message of the agent after that prompt; null while there is none. */
  answer: string | null;
  /** The transcript shows that the turn is over. */
  ended: boolean;
  /** The agent wrote, thought or called anything for it; absent: its transcript cannot tell. */
  worked?: boolean;
  /** Somebody stopped it, by Esc or by refusing a tool; absent: it was not stopped, or its transcript cannot tell. */
  stopped?: 'interrupted' | 'refused';
  /** Why it failed, where the transcript tells; an answer that came later takes it back. */
  failure?: TurnFailure;
  /** What the requests of the turn took so far; absent: the transcript does not tell. */
  usage?: Usage;
  at: number;
}

export interface LaunchSpec {
  session: string;
  workingDir: string;
  /** Directory (0700) into which the agent's hooks drop one JSON file per event. */
  hookDir: string;
  env: Record<string, string>;
}

export interface Launch {
  /** Shell command line for tmux. */
  command: string;
  env: Record<string, string>;
}

export type Prepared = { ok: true; text: string; adjusted: string[] } | { ok: false; reason: string };

/**
 * One agent CLI. A folder each; adapters do not know each other. Recorded screens beside the adapter are its tests
 * (`exerciseAgent`). Every method is pure but `transcript`, which reads files,
 * and `launch`, which writes settings of this session into its hook directory.
 */
export interface Agent {
  readonly provider: SessionProvider;
  /** How sure the adapter is that this process is its agent: 2 certain, 1 likely, 0 no. The highest wins. */
  recognise(process: ProcessFacts): 0 | 1 | 2;
  /**
   * For a process that no command line names (recordings, /proc not readable, wrappers): true when screen and title bear
   * marks that only this agent draws.
   */
  recogniseScreen?(screen: Screen): boolean;
  /** Command with hooks installed for this session only (flag or file of ours); null when it cannot be launched by us. */
  launch?(spec: LaunchSpec): Launch;
  /** Command that prints the version: the first `1.2.3` in its output counts. */
  readonly versionCommand?: string[];
  /** Versions that its rules were made for, as a semver range. */
  readonly versions?: string;
  /** Where one of its rules was written; null for rules of other sources. Absent: they are all built in. */
  ruleOrigin?(rule: string): RuleOrigin | null;
  readScreen(screen: Screen): ScreenReading;
  readTitle?(title: string): StateReading | null;
  readOsc?(payload: string): StateReading | null;
  readHook?(event: HookEvent): HookReading | null;
  /** Normalises a prompt so that it arrives byte-exact, or says why it cannot. */
  prepare(text: string): Prepared;
  /** True when the input box holds exactly this text, or the paste placeholder that stands for it. */
  boxHolds(screen: Screen, text: string): boolean;
  /** True when nothing but the beginning of this text stands in the input box; absent: it cannot tell. */
  boxBegins?(screen: Screen, text: string): boolean;
  /**
   * The pieces in which a text is pasted, each when the box holds all before it; absent: in one. For agents that read a long
   * paste in several goes and take for keys what comes late.
   */
  splitPaste?(text: string): string[];
  /** True when the visible conversation shows this text as a user message. */
  showsPrompt(screen: Screen, text: string): boolean;
  /** Turns newer than `since` (epoch ms) from the agent's own files; null when there are none to read. */
  transcript?(
    process: ProcessFacts,
    hint: { path?: string },
    since: number,
  ): Promise<TranscriptTurn[] | null>;
  /** tmux keys that pick an option; null when it cannot be picked by keys. */
  answerKeys(dialog: Dialog, optionKey: string): string[] | null;
  /**
   * What a waiting hook prints to decide this request once, as one line of JSON; null when this event cannot be decided
   * so. Only for hooks that leave the dialog usable on the screen while they wait.
   */
  answerHook?(event: HookEvent, meaning: 'approve_once' | 'deny'): string | null;
  /**
   * Milliseconds after the first look at a dialog from which keys count; absent when they count at once. A null version is
   * not known. `bench/dialog-ready.ts` measures it.
   */
  dialogReadyMs?(version: string | null): number;
  /** The last message of this prompt's own turn as the screen shows it: the last resort for an answer. */
  visibleAnswer(screen: Screen, prompt: string): string | null;
  /** How the turn of this prompt failed, as the conversation shows it below the prompt; null when it does not. */
  visibleFailure?(screen: Screen, prompt: string): TurnFailure | null;
  /** True when the conversation shows below this prompt that its turn was interrupted, whatever follows. */
  visiblyInterrupted?(screen: Screen, prompt: string): boolean;
  /** Milliseconds to wait between the text in the box and Enter. */
  readonly settleMs: number;
  /** tmux key that empties a line of the input box from the cursor back; absent: nobody has tried. */
  readonly clearLineKey?: string;
  /**
   * After this many milliseconds an Enter that had no effect was not noticed and is repeated; default: 1 500. Longer where an
   * Enter in the emptied box does harm.
   */
  readonly enterAgainMs?: number;
}
