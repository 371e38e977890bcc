/**
 * A stand-in for the shell that is left when an agent ends: it records what is typed into it and runs nothing. The word
 * `claude` starts the agent again with its old arguments, in the same process as a shell's `exec` does.
 *
 *   node shell.ts --name NAME --record FILE -- ARGUMENTS OF THE AGENT
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createBlackBox } from './black-box.ts';

process.title = 'bash';
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { name: { type: 'string' }, record: { type: 'string' } },
});
const record = createBlackBox(values.record ?? null, values.name ?? '');
let line = '';

record({ kind: 'shell' });
process.stdin.setRawMode?.(true);
process.stdin.setEncoding('utf8');
process.on('SIGHUP', hangUp);
process.stdin.on('end', hangUp);
process.stdin.on('data', (chunk) => {
  const text = String(chunk);
  record({ kind: 'bytes', state: 'shell', text });
  for (const char of text) type(char);
});
process.stdout.write('$ ');

function hangUp() {
  record({ kind: 'gone', why: 'hangup' });
  process.exit(129);
}

function type(char: string) {
  if (char !== '\r' && char !== '\n') {
    line += char;
    return process.stdout.write(char.replace('\x1b', '^['));
  }
  const command = line.trim();
  line = '';
  if (command === 'claude') return becomeAgent();
  return process.stdout.write(`\r\n${command === '' ? '' : `bash: ${command}: command not found\r\n`}$ `);
}

function becomeAgent() {
  const program = join(import.meta.dirname, 'main.mjs');
  process.stdout.write('\r\n');
  process.execve?.(process.execPath, [process.execPath, ...process.execArgv, program, ...positionals]);
}
