import { type Call, fillDirectory } from './script.ts';

/** A tool as a client offers it: its name and the names of its parameters. */
export interface OfferedTool {
  name: string;
  parameters: string[];
}

export interface ToolCall {
  name: string;
  input: Record<string, unknown>;
}

const shells = ['run_shell_command', 'bash', 'shell', 'Bash'];
const writers = ['write_file', 'write', 'Write'];

/**
 * Names the tool that does what the step says. Clients differ in names and parameters, so a shell or a file writer is
 * looked up among the tools on offer and gets only the parameters it declares. A `tool` step is taken as it is.
 * @param directory the client's working directory: file tools take absolute paths
 */
export function toToolCall(step: Call, offered: OfferedTool[], directory: string): ToolCall {
  if (step.kind === 'tool') return { name: step.name, input: fillDirectory(step.input, directory) };
  if (step.kind === 'run') {
    const input = { command: step.command, description: 'Run it', is_background: false };
    return choose(shells, offered, input);
  }
  const path = step.file.startsWith('/') ? step.file : `${directory}/${step.file}`;
  return choose(writers, offered, {
    file_path: path,
    filePath: path,
    content: 'written by the stub model\n',
  });
}

function choose(names: string[], offered: OfferedTool[], input: Record<string, unknown>): ToolCall {
  const tool = offered.find(({ name }) => names.includes(name));
  if (!tool) throw new Error(`the client offers none of ${names.join(', ')}`);
  const declared = Object.entries(input).filter(([key]) => tool.parameters.includes(key));
  return { name: tool.name, input: Object.fromEntries(declared) };
}

/** The working directory as the clients tell it to their models in prose; `.` when they do not. */
export function directoryIn(body: Record<string, unknown>): string {
  const told =
    /(?:[Ww]orking directory:|working in the directory:|<cwd>|Workspace Directories:\*{0,2}\\n\s*-)\s*([^\\"\s<]+)/;
  return told.exec(JSON.stringify(body))?.[1] ?? '.';
}
