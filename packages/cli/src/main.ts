import { exitCodes } from './exit-codes.ts';
import { runProgram } from './run-program.ts';

const { env, stdin, stdout, stderr } = process;

// A reader that closes the pipe (`| head`) ends the program quietly.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.failed);
});

await runProgram(process.argv.slice(2), {
  ...{ env, stdin, stdout, stderr },
  setExitCode: (code) => {
    process.exitCode = code;
  },
});
