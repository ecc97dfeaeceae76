/**
 * Deploys a stage to the account of the current credentials:
 *   npm run deploy -- <stage>
 * Stages are described in cdk.json.
 */
import { deployStage } from './deploy-stage.ts';

const [stage] = process.argv.slice(2);
if (stage === undefined) {
  console.error('Name the stage: npm run deploy -- <stage>. Stages are described in cdk.json.');
  process.exit(2);
}

const outputs = await deployStage({ stage, env: process.env, limitSeconds: 3600 });
console.log(`\nStage ${stage} is deployed:`);
for (const [name, value] of Object.entries(outputs)) console.log(`  ${name}: ${value}`);
