import type { Dialog, DialogKind, DialogOption } from '@architect/contracts/sessions';
import type { Agent, HookEvent, ScreenReading } from '../agents/agent.ts';
import { eventHoldsMs, type TimedReading } from '../agents/authority.ts';
import { makeDialog } from '../agents/make-dialog.ts';

/** A hook this near to the first look at a dialog tells of that one: screens were seen 119 ms before to 155 ms after it. */
export const hookNearMs = 1_000;
/** A screen that shows nothing of the dialog by now will not: it lies under a page, or is drawn in a way nobody knows. */
export const unreadAfterMs = 1_000;

interface Told {
  tool: string;
  kind: DialogKind;
  subject: string;
  at: number;
}

/** What a hook told of the dialog that is about to be drawn, or is so already. Times are epoch ms. */
export class DialogHint {
  private told: Told | null = null;
  /** The dialog was neither seen nor decided since. */
  private isUnseen = false;

  take(hint: Omit<Told, 'at'>, at: number): void {
    this.told = { ...hint, at };
    this.isUnseen = true;
  }

  forget(): void {
    this.told = null;
    this.isUnseen = false;
  }

  /** It was decided, or another turn has begun. */
  end(): void {
    this.isUnseen = false;
  }

  /** A screen that nothing covers shows the dialog, or that there is none any more. */
  takeScreen({ dialog, overlay, state }: ScreenReading, at: number): void {
    const isOver = !overlay && state !== 'unknown' && at - (this.told?.at ?? 0) >= eventHoldsMs;
    if (isReadable(dialog) || isOver) this.isUnseen = false;
  }

  /** Nobody has seen yet what became of the dialog. */
  get isPending(): boolean {
    return this.isUnseen;
  }

  /** Readings in which the hook's word outlasts a page that lies over the agent and hides the dialog. */
  hold(readings: TimedReading[], screen: ScreenReading | null): TimedReading[] {
    if (!this.isUnseen || screen?.overlay !== true) return readings;
    return readings.map((reading) =>
      reading.source === 'hook' && reading.state === 'blocked' ? { ...reading, holds: true } : reading,
    );
  }

  /**
   * A hook has told of this very dialog just now, in full: it is what a second look would be.
   * @param of when the dialog was seen first, and when the one before it was published
   */
  confirms(shown: Dialog, of: { seenAt: number; previousAt: number }): boolean {
    const { told } = this;
    if (!told || !shown.complete || told.at <= of.previousAt) return false;
    return Math.abs(of.seenAt - told.at) < hookNearMs && isOfDialog(told, shown);
  }

  /** The dialog with the subject as the hook told it: long ones are cut on the screen. */
  complete(shown: Dialog): Dialog {
    const { told } = this;
    if (!told || !isOfDialog(told, shown)) return shown;
    return { ...shown, subject: told.subject, complete: shown.complete || isSameCall(told, shown) };
  }

  /**
   * The dialog as hooks tell it, for a screen that shows none; null while one may still be drawn, and when none is open.
   * @param waiting hooks that wait for the decision, oldest first; through them alone it can be answered
   */
  unread(agent: Agent, waiting: HookEvent[], now: number): Dialog | null {
    if (!this.told || !this.isUnseen || now - this.told.at < unreadAfterMs) return null;
    const [event] = waiting;
    const hint = event && agent.readHook?.(event)?.dialogHint;
    if (!event || !hint) return asDialog(this.told, { options: [], head: String(this.told.at) });
    const options = hookOptions.filter(({ meaning }) => agent.answerHook?.(event, meaning) != null);
    return asDialog(hint, { options, head: event.id ?? '' });
  }
}

/** A dialog without a row to pick is known to be there, no more. */
export function isReadable(dialog: Dialog | null | undefined): dialog is Dialog {
  return dialog != null && dialog.options.length > 0;
}

const hookOptions: (DialogOption & { meaning: 'approve_once' | 'deny' })[] = [
  { key: 'approve', text: 'Allow once', meaning: 'approve_once' },
  { key: 'deny', text: 'Deny', meaning: 'deny' },
];

function asDialog(
  { tool, kind, subject }: Omit<Told, 'at'>,
  { options, head }: { options: DialogOption[]; head: string },
): Dialog {
  const where = options.length > 0 ? 'it can be answered through its hook' : 'answer it at the terminal';
  const question = `${tool} asks for permission; its dialog cannot be read on the screen: ${where}`;
  return makeDialog({ kind, tool, subject, question, options, complete: options.length > 0, head });
}

function isOfDialog(hint: { tool: string; subject: string }, shown: Dialog): boolean {
  return hint.tool === shown.tool && isSameSubject(shown.subject, hint.subject);
}

/** A screen may name a tool of an MCP server by a title; a hook that tells of the same name and input settles what it is. */
function isSameCall({ kind, subject }: Told, shown: Dialog): boolean {
  const [told, seen] = [subject, shown.subject].map((text) => text.replace(/\s+/g, ''));
  const meanings = shown.options.map(({ meaning }) => meaning);
  return kind === 'mcp' && told === seen && meanings.includes('approve_once') && meanings.includes('deny');
}

/** True when what the screen shows is the beginning, or the file name, of what the hook told; line breaks aside. */
function isSameSubject(shown: string, told: string): boolean {
  const [short, long] = [shown, told].map((text) => text.replace(/\s+/g, '').replace(/…$/, '')) as [
    string,
    string,
  ];
  return short.length > 0 && (long.startsWith(short) || long.endsWith(`/${short}`));
}
