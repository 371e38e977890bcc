import type { StackFrame } from '@architect/contracts/error-groups';

export type FrameRun = { inApp: true; frame: StackFrame } | { inApp: false; frames: StackFrame[] };

/** Frames with the innermost first; those of libraries that stand together are one run. */
export function foldFrames(oldestFirst: readonly StackFrame[]): FrameRun[] {
  const runs: FrameRun[] = [];
  for (const frame of [...oldestFirst].reverse()) {
    const last = runs.at(-1);
    if (frame.in_app) runs.push({ inApp: true, frame });
    else if (last && !last.inApp) last.frames.push(frame);
    else runs.push({ inApp: false, frames: [frame] });
  }
  return runs;
}
