/** What one deployment is: read from cdk.json's context `stages`, chosen by `-c stage=<name>`. */
import type { Node } from 'constructs';
import { z } from 'zod';
import { directories } from '../layers/core/identity/resolve-principal.ts';
import { settingsSchema } from '../layers/core/ports/settings.ts';
import { queueNames } from '../schemas/messages.ts';
import { settingsOf } from './stage-settings.ts';
import { checkWorkbench, workbenchSchema } from './workbench-settings.ts';

export const stageSchema = z.strictObject({
  /** A throw-away stage on a test target: nothing is retained, what the target lacks is left out. */
  isTest: z.boolean().default(false),
  /** Everything in a VPC without a way out; no public address. */
  isPrivate: z.boolean().default(false),
  /** x64 comes with `npm install`; for arm64 DuckDB's binary is fetched from the registry when the stack is built. */
  architecture: z.enum(['arm64', 'x64']).default('x64'),
  /** GuardDuty's malware protection, or a clamd of our own where the partition has none. */
  scanner: z.enum(['guardduty', 'clamd', 'none']),
  /** Image of clamd with its signatures, in a registry the VPC reaches. */
  clamdImage: z.string().min(1).optional(),
  /** Address ranges of the city's own networks that may reach a private stage. */
  cityNetworks: z.array(z.cidrv4()).default([]),
  /** Who issues the users' and applications' tokens, and for whom. */
  issuer: z.url(),
  audience: z.string().min(1),
  /** claims: whoever has no account of ours is what the issuer says. records: he is nobody. */
  directory: z.enum(directories).default('records'),
  /** A name of the city's own at which the public API asks every client for a certificate of the authority. */
  mutualTls: z
    .strictObject({
      domain: z.string().min(1),
      certificateArn: z.string().startsWith('arn:'),
      /** Object of the lake's bucket that holds the authority's certificates, PEM: see docs/certificates.md. */
      truststore: z.string().startsWith('pki/').default('pki/truststore.pem'),
    })
    .optional(),
  /** Where certificates say that `/pki/` is answered; else where the request to issue them came to. */
  pkiAddress: z.url().optional(),
  /** Where the operators' runbook is read. */
  runbook: z.url(),
  /** Days the ledger archive cannot be changed by anybody. */
  ledgerLockDays: z.number().int().min(1).default(3650),
  logDays: z.number().int().min(1).default(180),
  /**
   * How long a step may take. More lets larger files in, and leaves the message of a step that died waiting longer:
   * six times this.
   */
  stepSeconds: z.number().int().min(60).max(900).default(60),
  /** Figures that differ from what `settingsOf` works out; names and units as in `settingsSchema`. */
  settings: z.partialRecord(settingsSchema.omit({ outsideNetworks: true }).keyof(), z.number()).default({}),
  /** Where alarms may be sent to: as in `settingsSchema`. */
  outsideNetworks: z.array(z.string().min(1)).default([]),
  /** How many calls work on a queue at once, and on requests, where it is not the usual number. */
  concurrency: z
    .partialRecord(z.enum([...queueNames, 'api', 'tokenise']), z.number().int().min(2).max(1000))
    .default({}),
  /** People query in Athena's console; without it there is no work group and Lake Formation is left alone. */
  workbench: workbenchSchema.optional(),
  /** Mail addresses that get the alarms. */
  operators: z.array(z.email()).default([]),
});

export type Stage = z.infer<typeof stageSchema> & { readonly name: string };

/** Reads the chosen stage. @throws when it is not described, or described wrongly */
export function readStage(node: Node): Stage {
  const name = z.string({ error: 'choose a stage with -c stage=<name>' }).parse(node.tryGetContext('stage'));
  const stages = z.record(z.string(), z.unknown()).parse(node.tryGetContext('stages'));
  const described = stages[name];
  if (described === undefined)
    throw new Error(`cdk.json describes no stage ${name}; it knows ${Object.keys(stages).join(', ')}`);
  const stage = { ...stageSchema.parse(described), name };
  return checkStage(stage.isTest ? { ...stage, ...testOverrides(node) } : stage);
}

/** A test target's issuer is started with it, so its address is known only then. */
function testOverrides(node: Node): Partial<Stage> {
  const issuer = z.url().optional().parse(node.tryGetContext('testIssuer'));
  return issuer === undefined ? {} : { issuer };
}

function checkStage(stage: Stage): Stage {
  settingsOf(stage);
  if (stage.workbench) checkWorkbench(stage.name, stage.workbench);
  if (stage.isPrivate && stage.mutualTls)
    throw new Error(`stage ${stage.name} is private: its gateway cannot ask for client certificates`);
  if (stage.scanner !== 'clamd') return stage;
  if (!stage.isPrivate || stage.clamdImage === undefined)
    throw new Error(`stage ${stage.name} scans with clamd: it needs isPrivate and clamdImage`);
  return stage;
}
