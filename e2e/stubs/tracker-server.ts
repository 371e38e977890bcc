import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A server of the Model Context Protocol with one tool, `create_ticket`, that no agent calls without asking; it leaves
 * `<title>.ticket` in the project.
 */
const source = `
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
const schema = { type: 'object', properties: { title: { type: 'string' }, body: { type: 'string' } } };
const tools = [{ name: 'create_ticket', description: 'Creates a ticket', inputSchema: schema }];
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  if (method === 'tools/call') writeFileSync(params.arguments.title + '.ticket', '');
  const result = method === 'initialize'
    ? { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'tracker', version: '1' } }
    : method === 'tools/list' ? { tools }
    : method === 'tools/call' ? { content: [{ type: 'text', text: 'T-1' }] }
    : method.endsWith('/list') ? { resources: [], resourceTemplates: [], prompts: [] } : {};
  console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
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
