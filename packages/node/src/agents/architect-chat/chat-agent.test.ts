import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drawnScreen } from '../drawn-screen.ts';
import { exerciseAgent } from '../exercise-agent.ts';
import { loadRecordings } from '../recording.ts';
import { createChatAgents } from './chat-agent.ts';

const rule = '─'.repeat(80);
const footer = 'architect-chat · demo · demo-1';
const ghost = '\u001b[2mType a prompt\u001b[0m';
const box = (typed: string) => [
  rule,
  ...typed.split('\n').map((row, i) => (i === 0 ? `› ${row}` : `  ${row}`)),
  rule,
  footer,
];
const dialog = (command: string, selected = 1) => [
  rule,
  'Allow this command?',
  `  $ ${command}`,
  ...['1. Yes, once', '2. No'].map((row, i) => (i + 1 === selected ? `❯ ${row}` : `  ${row}`)),
  '1 yes · 2 no · esc cancel',
];
const talk = ['› what is a mutex', '', '● A lock.', '  One at a time.', ''];

const [ollama, demo] = createChatAgents();
if (ollama === undefined || demo === undefined) throw new Error('both providers have an adapter');
const foreign = await loadRecordings(fileURLToPath(new URL('../claude/screens', import.meta.url)));

exerciseAgent(demo, {
  idle: [drawnScreen(box(ghost)), drawnScreen([...talk, ...box(ghost)])],
  busy: [
    drawnScreen([...talk, '∙ Working (3s)', ...box(ghost)]),
    drawnScreen(box(ghost), { title: 'architect-chat · demo · busy' }),
  ],
  dialogs: [drawnScreen([...talk, ...dialog('ls -la')]), drawnScreen(dialog('rm -rf build', 2))],
  drafts: [{ screen: drawnScreen(box('two\nlines')), text: 'two\nlines' }],
  foreign: foreign.filter(({ entry }) => entry.state === 'idle').map(({ screen }) => screen),
});

describe('the built-in worker', () => {
  it('shows its dialog as one approval and one refusal', () => {
    expect(demo.readScreen(drawnScreen(dialog('npm test'))).dialog).toMatchObject({
      kind: 'bash',
      subject: 'npm test',
      question: 'Allow this command?',
      complete: true,
      options: [
        { key: '1', meaning: 'approve_once', selected: true },
        { key: '2', meaning: 'deny', selected: false },
      ],
    });
  });

  it('is told by its title, one adapter a provider', () => {
    const process = {
      command: 'architect-chat',
      commandLines: [['architect-chat']],
      env: {},
      pid: 1,
      cwd: '/',
    };
    const title = 'architect-chat · ollama · idle';
    expect([ollama.recognise({ ...process, title }), demo.recognise({ ...process, title })]).toEqual([2, 0]);
    expect(demo.recognise({ ...process, command: 'node', commandLines: [['node', 'x.js']], title })).toBe(0);
  });

  it('answers below its prompt', () => {
    expect(demo.visibleAnswer(drawnScreen([...talk, ...box(ghost)]), 'what is a mutex')).toBe(
      'A lock.\nOne at a time.',
    );
  });

  it.each<[string, string | undefined]>([
    ['state=done:app=architect', 'idle'],
    ['state=blocked:app=architect:kind=permission', 'blocked'],
    ['state=working:app=codex', undefined],
  ])('reads the report %s', (payload, state) => {
    expect(demo.readOsc?.(payload)?.state).toBe(state);
  });

  it('takes the end of a turn and its failure from hooks', () => {
    expect(
      demo.readHook?.({ name: 'Stop', payload: { last_assistant_message: 'Hi' }, at: 1 })?.turnEnded,
    ).toMatchObject({ message: 'Hi', failed: false });
    expect(
      demo.readHook?.({ name: 'StopFailure', payload: { error: 'no model' }, at: 1 })?.turnEnded,
    ).toMatchObject({ failed: true, error: 'no model' });
  });

  it('is launched with its provider', () => {
    const launch = demo.launch?.({ session: 's', workingDir: '/', hookDir: '/h', env: {} });
    expect(launch?.command).toMatch(/^exec \/.*\/bin\/architect chat --worker --provider demo$/);
  });
});
