import type { PaneFacts } from '../tmux/driver.ts';

/** Facts of a pane that runs Claude Code, for tests; its process does not exist. */
export const aPane = (changes: Partial<PaneFacts> = {}): PaneFacts => ({
  paneId: '%1',
  sessionId: '$1',
  sessionName: 'worker',
  windowId: '@1',
  active: true,
  pid: 2 ** 22 - 1,
  currentCommand: 'claude',
  currentPath: '/',
  title: '✳ Claude Code',
  dead: false,
  inMode: false,
  inputOff: false,
  synchronized: false,
  alternateOn: false,
  cursorX: 2,
  cursorY: 36,
  cursorVisible: false,
  historySize: 0,
  width: 120,
  height: 40,
  createdAt: 0,
  attachedClients: 0,
  ...changes,
});
