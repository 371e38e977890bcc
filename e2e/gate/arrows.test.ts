import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const rules = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as {
  forbidden: { name: string }[];
};

/** One planted violation a rule: file → the line that breaks it. */
const planted: Record<string, { file: string; imports: string }> = {
  'contracts-know-nobody': { file: 'packages/contracts/src/a.ts', imports: '../../llm/src/b.ts' },
  'contracts-run-anywhere': { file: 'packages/contracts/src/c.ts', imports: 'node:fs' },
  'web-and-node-see-only-contracts': { file: 'packages/node/src/a.ts', imports: '../../llm/src/b.ts' },
  'node-does-not-see-web': { file: 'packages/cli/src/a.ts', imports: '../../web/src/b.ts' },
  'web-does-not-see-node': { file: 'packages/web/src/a.ts', imports: '../../node/src/b.ts' },
  'llm-knows-no-dashboard': { file: 'packages/llm/src/a.ts', imports: '../../contracts/src/b.ts' },
  'reporter-knows-nobody': { file: 'packages/reporter-js/src/a.ts', imports: '../../contracts/src/b.ts' },
  'reporter-runs-in-browsers': { file: 'packages/reporter-js/src/c.ts', imports: 'node:fs' },
  'platform-knows-no-domain': {
    file: 'packages/server/src/platform/a.ts',
    imports: '../modules/bugs/index.ts',
  },
  'modules-meet-at-their-doors': {
    file: 'packages/server/src/modules/prompts/a.ts',
    imports: '../bugs/service.ts',
  },
  'routes-never-see-the-store': { file: 'packages/server/src/modules/bugs/routes.ts', imports: './store.ts' },
  'sql-only-in-stores': { file: 'packages/server/src/modules/bugs/service.ts', imports: 'kysely' },
  'only-app-starts-a-node': { file: 'packages/server/src/c.ts', imports: '../../node/src/b.ts' },
  'only-serve-and-node-load-a-runtime': {
    file: 'packages/cli/src/c.ts',
    imports: '../../server/src/main.ts',
  },
  'web-modules-are-islands': { file: 'packages/web/src/modules/bugs/a.ts', imports: '../prompts/b.ts' },
  'adapters-do-not-know-each-other': {
    file: 'packages/node/src/agents/codex/a.ts',
    imports: '../claude/b.ts',
  },
  'tmux-names-no-agent': { file: 'packages/node/src/tmux/a.ts', imports: '../agents/b.ts' },
  'processes-start-in-node-and-cli': { file: 'packages/server/src/d.ts', imports: 'node:child_process' },
  'no-cycles': { file: 'packages/llm/src/c.ts', imports: './d.ts' },
  'no-unresolved': { file: 'packages/llm/src/e.ts', imports: './nowhere.ts' },
};

const targets = [
  'packages/llm/src/b.ts',
  'packages/web/src/b.ts',
  'packages/node/src/b.ts',
  'packages/contracts/src/b.ts',
  'packages/server/src/modules/bugs/index.ts',
  'packages/server/src/modules/bugs/store.ts',
  'packages/server/src/main.ts',
  'packages/web/src/modules/prompts/b.ts',
  'packages/node/src/agents/claude/b.ts',
  'packages/node/src/agents/b.ts',
];

describe('the gate of arrows', () => {
  let scratch = '';
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'architect-arrows-'));
    for (const file of targets) write(file, 'export const b = 1;\n');
    for (const { file, imports } of Object.values(planted))
      write(file, `import * as x from '${imports}';\nexport const a = x;\n`);
    write('packages/llm/src/d.ts', "import * as c from './c.ts';\nexport const d = c;\n");
    cpSync(join(root, 'tsconfig.json'), join(scratch, 'tsconfig.json'));
    symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'));
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  function write(file: string, content: string): void {
    mkdirSync(dirname(join(scratch, file)), { recursive: true });
    writeFileSync(join(scratch, file), content);
  }

  it('has a planted violation for every rule', () => {
    expect(Object.keys(planted).sort()).toEqual(rules.forbidden.map((rule) => rule.name).sort());
  });

  it('finds each of them', () => {
    const found = new Set(cruise(scratch).summary.violations.map((violation) => violation.rule.name));
    expect([...found].sort()).toEqual(Object.keys(planted).sort());
  });

  it('looks at the whole product and finds nothing', () => {
    const { summary } = cruise(root);
    expect(summary.totalCruised).toBeGreaterThan(200);
    expect(summary.violations.map((violation) => `${violation.rule.name}: ${violation.from}`)).toEqual([]);
  });
});

interface Cruise {
  summary: { totalCruised: number; violations: { rule: { name: string }; from: string }[] };
}

function cruise(cwd: string): Cruise {
  const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const folders = cwd === root ? ['packages', 'e2e', 'bench'] : ['packages'];
  try {
    return parse(
      execFileSync(
        process.execPath,
        [depcruise, ...folders, '--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json'],
        { cwd, maxBuffer: 1 << 28 },
      ),
    );
  } catch (error) {
    // A non-zero exit still prints the report: the number of violations is the exit code.
    return parse((error as { stdout: Buffer }).stdout);
  }
}

function parse(output: Buffer): Cruise {
  return JSON.parse(output.toString()) as Cruise;
}
