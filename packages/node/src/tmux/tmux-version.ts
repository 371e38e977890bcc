export interface TmuxVersion {
  /** As tmux says it, e.g. `3.3a`. */
  text: string;
  /** Before 3.7 attaching while sessions are created may crash the server; from 3.7 on pastes are cleaned unless `-S`. */
  isAtLeast(major: number, minor: number): boolean;
}

/** Oldest version that has all we use: client flags (`-f`), `-N`, `pause-after`. */
export const oldestVersion = { major: 3, minor: 2 };

/**
 * Reads what `tmux -V` printed: `tmux 3.3a`, `tmux next-3.8`, `tmux master`, `tmux openbsd-7.4`. What has no version of
 * tmux's own is a development build and counts as newest.
 * @throws when tmux is too old
 */
export function readTmuxVersion(printed: string): TmuxVersion {
  const text = printed.trim().replace(/^tmux\s+/, '');
  const match = /^(?:next-)?(\d+)\.(\d+)/.exec(text);
  const major = match ? Number(match[1]) : Number.POSITIVE_INFINITY;
  const minor = match ? Number(match[2]) : 0;
  const isAtLeast = (otherMajor: number, otherMinor: number): boolean =>
    major > otherMajor || (major === otherMajor && minor >= otherMinor);
  if (!isAtLeast(oldestVersion.major, oldestVersion.minor))
    throw new Error(
      `tmux ${text} is too old: ${oldestVersion.major}.${oldestVersion.minor} or newer is needed`,
    );
  return { text, isAtLeast };
}
