/** The versions that the end-to-end proof runs on. The one place to change them. */
export const cliPackages = {
  claude: {
    package: '@anthropic-ai/claude-code',
    version: '2.1.197',
    /** Newer versions ship a native program per platform, older ones a script. */
    programs: (platform: string, arch: string) => [
      `@anthropic-ai/claude-code-${platform}-${arch}/claude`,
      '@anthropic-ai/claude-code/cli.js',
    ],
  },
  codex: {
    package: '@openai/codex',
    version: '0.169.0',
    programs: () => ['@openai/codex/bin/codex.js'],
  },
  gemini: {
    package: '@google/gemini-cli',
    version: '0.61.0',
    programs: () => ['@google/gemini-cli/bundle/gemini.js', '@google/gemini-cli/dist/index.js'],
  },
  opencode: {
    package: 'opencode-ai',
    version: '1.18.33',
    /** The package proper is a stand-in that its install script replaces by the program of the platform. */
    programs: (platform: string, arch: string) => [`opencode-${platform}-${arch}/bin/opencode`],
  },
  qwen: {
    package: '@qwen-code/qwen-code',
    version: '0.24.4',
    programs: () => ['@qwen-code/qwen-code/cli-entry.js', '@qwen-code/qwen-code/cli.js'],
  },
} as const;

export type CliName = keyof typeof cliPackages;
