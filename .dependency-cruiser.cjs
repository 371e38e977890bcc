/**
 * The arrows of ARCHITECTURE.md, as rules. `e2e/gate` plants a violation of each and expects it to be found.
 * Tests may look further than the code they test.
 */
const notTest = {
  pathNot:
    '\\.test\\.tsx?$|/(test-server|fake-link|postgres-for-tests|exercise-[a-z-]+|fixtures?)[^/]*\\.ts$',
};

module.exports = {
  forbidden: [
    {
      name: 'contracts-know-nobody',
      severity: 'error',
      from: { path: '^packages/contracts/' },
      to: { path: '^packages/(?!contracts/)' },
    },
    {
      name: 'contracts-run-anywhere',
      comment: 'contracts are zod and types only: no module of Node',
      severity: 'error',
      from: { path: '^packages/contracts/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'web-and-node-see-only-contracts',
      severity: 'error',
      from: { path: '^packages/(web|node)/', ...notTest },
      to: { path: '^packages/(server|cli|llm)/' },
    },
    {
      name: 'node-does-not-see-web',
      severity: 'error',
      from: { path: '^packages/(node|server|llm|cli)/' },
      to: { path: '^packages/web/' },
    },
    {
      name: 'web-does-not-see-node',
      severity: 'error',
      from: { path: '^packages/web/' },
      to: { path: '^packages/node/' },
    },
    {
      name: 'llm-knows-no-dashboard',
      severity: 'error',
      from: { path: '^packages/llm/', ...notTest },
      to: { path: '^packages/(?!llm/)' },
    },
    {
      name: 'reporter-knows-nobody',
      comment: 'it is published alone and has no dependencies',
      severity: 'error',
      from: { path: '^packages/reporter-js/src/', ...notTest },
      to: { pathNot: '^packages/reporter-js/src/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'reporter-runs-in-browsers',
      severity: 'error',
      from: {
        path: '^packages/reporter-js/src/',
        pathNot: '^packages/reporter-js/src/(node|send-and-wait)\\.ts$|\\.test\\.ts$',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'platform-knows-no-domain',
      severity: 'error',
      from: { path: '^packages/server/src/platform/', ...notTest },
      to: { path: '^packages/server/src/(modules|app|main)' },
    },
    {
      name: 'modules-meet-at-their-doors',
      comment: 'a module sees another only through its index.ts',
      severity: 'error',
      from: { path: '^packages/server/src/modules/([^/]+)/', ...notTest },
      to: { path: '^packages/server/src/modules/(?!$1/)[^/]+/(?!index\\.ts$)' },
    },
    {
      name: 'routes-never-see-the-store',
      severity: 'error',
      from: { path: '^packages/server/src/modules/[^/]+/[^/]*routes\\.ts$' },
      to: { path: '^packages/server/src/modules/.+store\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'sql-only-in-stores',
      comment: 'kysely is for stores, migrations and the platform',
      severity: 'error',
      from: {
        path: '^packages/server/src/modules/',
        pathNot: '(store|tables|migrations)\\.ts$|\\.test\\.ts$',
      },
      to: { path: '(^|/)kysely', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-app-starts-a-node',
      severity: 'error',
      from: { path: '^packages/server/', pathNot: '^packages/server/src/app\\.ts$' },
      to: { path: '^packages/node/' },
    },
    {
      name: 'only-serve-and-node-load-a-runtime',
      severity: 'error',
      from: {
        path: '^packages/cli/',
        pathNot: '/commands/(serve|node|backup|config|doctor|screens)[^/]*\\.ts$|\\.test\\.ts$',
      },
      to: { path: '^packages/(server|node)/src/(main|app|start-node)\\.ts$' },
    },
    {
      name: 'web-modules-are-islands',
      severity: 'error',
      from: { path: '^packages/web/src/modules/([^/]+)/' },
      to: { path: '^packages/web/src/modules/(?!$1/)' },
    },
    {
      name: 'adapters-do-not-know-each-other',
      severity: 'error',
      from: { path: '^packages/node/src/agents/([a-z-]+)/', ...notTest },
      to: { path: '^packages/node/src/agents/(?!$1/)[a-z-]+/' },
    },
    {
      name: 'tmux-names-no-agent',
      severity: 'error',
      from: { path: '^packages/node/src/tmux/', ...notTest },
      to: { path: '^packages/node/src/(agents|sessions)/' },
    },
    {
      name: 'processes-start-in-node-and-cli',
      severity: 'error',
      from: { path: '^packages/(contracts|server|web|llm)/', ...notTest },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^packages/[^/]+/dist/|/screens/|/fixtures/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
