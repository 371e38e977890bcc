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
} as const;

export type CliName = keyof typeof cliPackages;
