/** The CDK app: one stack, for the stage chosen with `-c stage=<name>`. */
import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { buildCode } from './built-code.ts';
import { ShuiyuanStack } from './shuiyuan-stack.ts';
import { readStage } from './stage.ts';

const app = new App();
const stage = readStage(app.node);
new ShuiyuanStack(app, `Shuiyuan-${stage.name}`, {
  stage,
  code: buildCode(stage),
  description: 'Shuiyuan: data exchange and comprehensive tax governance of a city',
});
Tags.of(app).add('project', 'shuiyuan');
Tags.of(app).add('stage', stage.name);
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
