import { createWish } from './create-wish.ts';

export interface ComposeWish {
  targetSession?: string;
  content?: string;
}

const { set, useWish } = createWish<ComposeWish>();

/** Opens the compose drawer from any page, optionally with a target. */
export function openCompose(next: ComposeWish = {}): void {
  set(next);
}

export function closeCompose(): void {
  set(null);
}

/** Null while the drawer is closed. */
export const useComposeWish = useWish;
