import type { Dialog } from '@architect/contracts/sessions';

/** A hook this near to the first look at a dialog tells of that one: screens were seen 119 ms before to 155 ms after it. */
export const hookNearMs = 1_000;

/** What a hook told of the dialog that is about to be drawn, or is so already. Times are epoch ms. */
export class DialogHint {
  private told: { tool: string; subject: string; at: number } | null = null;

  take(hint: { tool: string; subject: string }, at: number): void {
    this.told = { ...hint, at };
  }

  forget(): void {
    this.told = null;
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
    return this.told && isOfDialog(this.told, shown) ? { ...shown, subject: this.told.subject } : shown;
  }
}

function isOfDialog(hint: { tool: string; subject: string }, shown: Dialog): boolean {
  return hint.tool === shown.tool && isSameSubject(shown.subject, hint.subject);
}

/** True when what the screen shows is the beginning, or the file name, of what the hook told; line breaks aside. */
function isSameSubject(shown: string, told: string): boolean {
  const [short, long] = [shown, told].map((text) => text.replace(/\s+/g, '').replace(/…$/, '')) as [
    string,
    string,
  ];
  return short.length > 0 && (long.startsWith(short) || long.endsWith(`/${short}`));
}
