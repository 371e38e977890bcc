/** Where a rule was written. */
export interface RuleOrigin {
  /** `built in`, or the path of the file. */
  source: string;
  /** Line in that file, from 1. */
  line: number | null;
  /** Versions of the agent that it is for (a semver range); null = any. */
  versions: string | null;
}
