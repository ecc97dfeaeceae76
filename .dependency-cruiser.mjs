/** Imports go one way: functions, host, cli → cloud | embedded → core → schemas. test/unit/import-rule.test.ts plants violations. */
const homes =
  '^(layers/(authority|cloud|courier|embedded|refinery|duckdb|oidc|tokeniser)|functions|host|cli|infra|scripts)/';

export default {
  forbidden: [
    {
      name: 'core-stays-pure',
      comment: 'core knows ports and schemas only: no home, no door',
      severity: 'error',
      from: { path: '^layers/core/' },
      to: { path: homes },
    },
    {
      name: 'core-without-node',
      comment: 'core runs anywhere: no module of Node',
      severity: 'error',
      from: { path: '^(layers/core|schemas)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-without-packages',
      comment:
        'core uses zod, a YAML reader and a table of pinyin; SDKs, databases and web servers belong to the homes',
      severity: 'error',
      from: { path: '^(layers/core|schemas)/' },
      to: { path: 'node_modules/', pathNot: 'node_modules/(zod|yaml|pinyin-pro)/' },
    },
    {
      name: 'schemas-come-first',
      comment: 'schemas are the one truth and import nothing of the project',
      severity: 'error',
      from: { path: '^schemas/' },
      to: { path: '^(layers|functions|host|cli|infra|scripts)/' },
    },
    {
      name: 'homes-apart',
      comment: 'one home knows nothing of the other',
      severity: 'error',
      from: { path: '^layers/cloud/' },
      to: { path: '^layers/embedded/' },
    },
    {
      name: 'homes-apart-too',
      comment: 'one home knows nothing of the other',
      severity: 'error',
      from: { path: '^layers/(embedded|refinery)/' },
      to: { path: '^layers/cloud/' },
    },
    {
      name: 'authority-below-homes',
      comment:
        'certificates are written, and messages sent, the same in both homes: where the key lies is theirs',
      severity: 'error',
      from: { path: '^layers/(authority|courier)/' },
      to: { path: '^layers/(cloud|embedded|refinery|duckdb|oidc|tokeniser)/' },
    },
    {
      name: 'layers-below-doors',
      comment: 'what is shared knows nothing of the doors that use it',
      severity: 'error',
      from: { path: '^layers/' },
      to: { path: '^(functions|host|cli|infra|scripts)/' },
    },
    {
      name: 'no-circles',
      comment: 'files that import each other in a circle are one file in disguise',
      severity: 'error',
      from: { path: '^(layers|functions|host|cli|schemas)/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    detectJSDocImports: false,
    parser: 'swc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.json'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
