/** Synthesises a stage of cdk.json with a stand-in for the code, which the template does not depend on. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App, type Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { BuiltCode } from '../../infra/built-code.ts';
import { ShuiyuanStack } from '../../infra/shuiyuan-stack.ts';
import { readStage } from '../../infra/stage.ts';

const project = resolve(import.meta.dirname, '..', '..');
const scratch = mkdtempSync(join(tmpdir(), 'synthesised-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

export interface Synthesised {
  readonly template: Template;
  /** The template as text. */
  readonly text: string;
  /** Resources by logical id. */
  readonly resources: Readonly<Record<string, CfnResource>>;
}

/** What stands in a template: JSON of a form that the test alone knows. */
export type TemplateValue = ReturnType<typeof JSON.parse>;

export interface CfnResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, TemplateValue>>;
  readonly DeletionPolicy?: string;
}

/** `region` pins the stack to a region; without it the template fits any. `change`: what the stage has otherwise. */
export function synthesise(stage: string, region?: string, change: object = {}): Synthesised {
  const stack = makeStack(makeApp(stage, change), region);
  const template = Template.fromStack(stack);
  const json = template.toJSON() as { Resources: Record<string, CfnResource> };
  return { template, text: JSON.stringify(json), resources: json.Resources };
}

/** What cdk-nag's AwsSolutions finds in a stage and nobody has explained: one line each. */
export function findUnexplained(stage: string): string[] {
  const app = makeApp(stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  makeStack(app, undefined);
  return readFindings(app);
}

/** Synthesises the app and reads what its plugins found. */
export function readFindings(app: App): string[] {
  try {
    app.synth();
  } catch (error) {
    // Findings end the synthesis; the report says which.
    if (!String(error).includes('validation-report.json')) throw error;
  }
  return readReport(app.outdir).flatMap((plugin) =>
    plugin.violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    ),
  );
}

interface PluginReport {
  readonly violations: readonly {
    readonly ruleName: string;
    readonly violatingConstructs: readonly { readonly constructPath: string }[];
  }[];
}

function readReport(outdir: string): readonly PluginReport[] {
  const text = readFileSync(join(outdir, 'validation-report.json'), 'utf8');
  return (JSON.parse(text) as { pluginReports: PluginReport[] }).pluginReports;
}

function makeApp(stage: string, change: object = {}): App {
  const { context } = JSON.parse(readFileSync(join(project, 'cdk.json'), 'utf8')) as {
    context: { stages: Record<string, object> };
  };
  const stages = { ...context.stages, [stage]: { ...context.stages[stage], ...change } };
  return new App({
    context: { ...context, stages, stage },
    outdir: mkdtempSync(join(scratch, 'assembly-')),
    analyticsReporting: false,
  });
}

function makeStack(app: App, region: string | undefined): Stack {
  const env = region === undefined ? undefined : { region, account: '111122223333' };
  return new ShuiyuanStack(app, 'Shuiyuan', { stage: readStage(app.node), code: standIn(), env });
}

function standIn(): BuiltCode {
  const folder = mkdtempSync(join(scratch, 'stand-in-'));
  writeFileSync(join(folder, 'index.js'), 'exports.handler = async () => undefined;\n');
  return { ofFunction: () => Code.fromAsset(folder), duckdbLayer: () => Code.fromAsset(folder) };
}
