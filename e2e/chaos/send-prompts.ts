import { promptEndpoints, type SendPromptBody } from '@architect/contracts/prompts';
import { sendStubbornly } from '../support/prompts.ts';
import { count, type Tally } from './break-processes.ts';
import { pause, type World } from './world.ts';

/** What was queued so far. */
export interface Sending {
  texts: string[];
  ids: number[];
}

/** Begins each of our texts, and nothing else. */
export const marker = /^#c[0-9a-z]+-\d+ /;

/**
 * Queues prompts until `total` are sent or the time is up, and keeps about two waiting for each agent, so that the
 * trouble goes on all the while.
 */
export async function sendPrompts(
  world: World,
  {
    sending,
    tally,
    over,
    total,
    seed,
  }: { sending: Sending; tally: Tally; over: AbortSignal; total: number; seed: number },
) {
  const random = world.random('prompts');
  while (sending.texts.length < total && !over.aborted) {
    const open = await openCount(world);
    if (open === null || open >= world.agents.length * 2) {
      await pause(200, over);
      continue;
    }
    const batch = Math.min(10, total - sending.texts.length);
    await Promise.all(
      Array.from({ length: batch }, async () => {
        const index = sending.texts.length;
        const content = promptText(index, seed, random);
        sending.texts.push(content);
        const target = random() < 0.2 ? world.agents[Math.floor(random() * world.agents.length)] : undefined;
        const body = {
          content,
          idempotency_key: `chaos-${seed}-${index}`,
          ...(target ? { target_session: target.name } : {}),
        };
        if (random() < 0.1) await loseReply(world, body, random).then(() => count(tally, 'reply lost'));
        sending.ids.push(await sendStubbornly(world.server, body));
      }),
    );
  }
}

async function openCount(world: World): Promise<number | null> {
  const status = await world.attempt((server) => server.call(promptEndpoints.assignerStatus, {}));
  if (!status) return null;
  const { pending = 0, assigned = 0, in_progress = 0 } = status.data.counts;
  return pending + assigned + in_progress;
}

/** The request goes out, and whoever sent it is gone before the reply comes. */
async function loseReply(world: World, body: SendPromptBody, random: () => number): Promise<void> {
  const { url, token } = world.server();
  await fetch(url + promptEndpoints.sendPrompt.path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(1 + Math.floor(random() * 12)),
  }).then(
    (reply) => reply.body?.cancel(),
    () => undefined,
  );
}

type Kind = readonly [share: number, directives: (tag: string, random: () => number) => string];

const between = (random: () => number, from: number, to: number) => Math.round(from + random() * (to - from));
/** What the agents are told to do, with its share in 100. */
const kinds: Kind[] = [
  [50, (_, random) => `[work ${between(random, 30, 400)}]`],
  [5, (_, random) => `[stream ${between(random, 200, 900)}]`],
  [12, (tag) => `[ask npm test -- ${tag}]`],
  [6, (tag) => `[work 80][ask rm -rf build-${tag}]`],
  [4, (tag) => `[dialog-on-paste rm -rf paste-${tag}]`],
  // A limit rests the whole account of a node for up to a minute.
  [0.3, () => '[limit soon]'],
  [3, () => '[work 100][error]'],
  [2, () => '[work 50][exit]'],
  [2, (_, random) => `[work ${between(random, 10, 200)}][die]`],
  [4, (_, random) => `[slow ${between(random, 2, 30)}][work 200]`],
  [4, (_, random) => `[freeze ${between(random, 200, 4_000)}][work 50]`],
  [4, (_, random) => `[background ${between(random, 200, 1_500)}][work 50]`],
  [1, () => ''],
];

/** One in four is a folded paste, one in ten has what shells and terminals trip over; all are unique. */
function promptText(index: number, seed: number, random: () => number): string {
  const tag = `c${seed.toString(36)}-${index}`;
  let left = random() * kinds.reduce((sum, [share]) => sum + share, 0);
  const kind = kinds.find(([share]) => {
    left -= share;
    return left < 0;
  });
  const work = kind?.[1](tag, random) ?? '';
  if (work === '') return `/compact #${tag} is a command of the agent's own`;
  const head = `#${tag} ${work}`;
  const style = random();
  if (style < 0.25)
    return `${head}\n${Array.from({ length: 30 }, (_, line) => `line ${line} of ${tag} ${'x'.repeat(80)}`).join('\n')}`;
  if (style < 0.35) return `${head} "quoted" 'single' \`ticks\` $HOME 🎉 ; end of ${tag};`;
  return head;
}
