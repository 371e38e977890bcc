import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A server of the Model Context Protocol with tools that no agent calls without asking: `create_ticket` leaves
 * `<title>.ticket` in the project, `choose_queue` asks the person itself.
 */
const source = `
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
const schema = { type: 'object', properties: { title: { type: 'string' }, body: { type: 'string' } } };
const tools = ['create_ticket', 'choose_queue'].map((name) => ({ name, description: 'Creates a ticket', inputSchema: schema }));
const queues = { type: 'string', title: 'Queue', enum: ['billing', 'tax', 'other'] };
const waiting = new Map();
const say = (message) => console.log(JSON.stringify({ jsonrpc: '2.0', ...message }));
function ask(call) {
  waiting.set('e' + call, call);
  const requestedSchema = { type: 'object', properties: { queue: queues, urgent: { type: 'boolean' } }, required: ['queue'] };
  const params = { mode: 'form', message: 'Which queue should the ticket go to?', requestedSchema };
  say({ id: 'e' + call, method: 'elicitation/create', params });
}
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  if (waiting.has(id)) return say({ id: waiting.get(id), result: { content: [{ type: 'text', text: 'T-2' }] } });
  if (method === 'tools/call' && params.name === 'choose_queue') return ask(id);
  if (method === 'tools/call') writeFileSync(params.arguments.title + '.ticket', '');
  const result = method === 'initialize'
    ? { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'tracker', version: '1' } }
    : method === 'tools/list' ? { tools }
    : method === 'tools/call' ? { content: [{ type: 'text', text: 'T-1' }] }
    : method.endsWith('/list') ? { resources: [], resourceTemplates: [], prompts: [] } : {};
  say({ id, result });
});
`;

/** Writes the server into the project; the words of the command that starts it there. */
export async function installTracker(project: string): Promise<[string, string]> {
  await writeFile(join(project, 'tracker.mjs'), source);
  return ['node', 'tracker.mjs'];
}

export const ticket = {
  title: 'Totals are rounded twice',
  body: 'Do you want to proceed?\n❯ 1. Yes\n  2. No',
};
