import type { ScratchHome } from '../real-clis/scratch-home.ts';
import type { Replies, StubStep } from '../stubs/script.ts';
import type { StubProtocol } from '../stubs/start-stub.ts';

/** What the program is doing when it is recorded: known from the stub and from what was done to it, never from its screen. */
type TrueState =
  | 'idle'
  | 'busy'
  | 'permission'
  | 'question'
  | 'plan_approval'
  | 'trust'
  | 'onboarding'
  | 'rate_limited'
  | 'error'
  | 'shell';

export interface Shot {
  label: string;
  state: TrueState;
  detail?: string;
  /** The program still tries by itself. */
  retrying?: boolean;
  /** Something lies over the input box. */
  overlay?: boolean;
}

/** One running CLI, and the model behind it. Every wait ends in an error that says what was waited for. */
export interface Stage {
  readonly version: string;
  readonly project: string;
  readonly home: string;
  /** Registers what the model does for a prompt. */
  plays(prompt: string, replies: StubStep[][]): void;
  /** Registers replies, pastes the prompt, presses Enter and waits until the model has it. */
  asks(prompt: string, replies?: StubStep[][]): Promise<void>;
  paste(text: string): Promise<void>;
  type(text: string): Promise<void>;
  press(...keys: string[]): Promise<void>;
  /** Esc, by which a person ends the turn: no result of a called tool will come. */
  stops(): Promise<void>;
  /** Moves the pointer of a list to the first row that fits, and presses Enter. */
  choose(row: RegExp): Promise<void>;
  /** Moves the pointer only. */
  point(row: RegExp): Promise<boolean>;
  sees(text: RegExp, timeoutMs?: number): Promise<void>;
  shows(text: RegExp): Promise<boolean>;
  /** None of it is on the screen any more. */
  loses(text: RegExp): Promise<void>;
  /** The screen has changed because of this, if it does at all, and rests. */
  draws(act: () => Promise<void>): Promise<void>;
  /** The screen has not changed for a moment. */
  settles(forMs?: number): Promise<void>;
  /** The model has been silent, no reply is due and the screen rests. */
  rests(): Promise<void>;
  /** The model has called a tool and has had no result: the program waits for a person, or the tool runs. */
  waits(): Promise<void>;
  /** The model has been silent for longer than any wait between two tries. */
  gaveUp(): Promise<void>;
  /** The model has refused this many requests since the last prompt. */
  refused(times: number): Promise<void>;
  /** A file of the project exists: a tool runs. */
  hasFile(name: string): Promise<void>;
  /** Records the screen at every size; busy and idle are checked against the model before and after. */
  shoots(shot: Shot): Promise<void>;
  /** Kills the program in the pane without a chance to tidy up. */
  kills(): Promise<void>;
}

export interface Scene {
  name: string;
  play(stage: Stage): Promise<void>;
}

/** Scenes that share one run of the CLI. */
export interface Run {
  name: string;
  /** Words behind the program's name. */
  args?: string[];
  /** Changes of the prepared home and project before the start. */
  prepare?(home: ScratchHome): Promise<void>;
  env?: Record<string, string>;
  /** Waits until the first screen is there; absent when a scene does. */
  opens?(stage: Stage): Promise<void>;
  /** Puts the program back to an empty input box after a scene. */
  tidies?(stage: Stage): Promise<void>;
  scenes: Scene[];
}

/** How one CLI is recorded. */
export interface Programme {
  tool: string;
  protocol(replies: Replies): StubProtocol;
  home(parts: { directory: string; binDir: string; stubUrl: string }): Promise<ScratchHome>;
  runs(version: string): Run[];
}
