/** cdk-nag findings that are meant to be so, and why. Each stands where the finding arises. */
import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** `rule` as cdk-nag names it, `AwsSolutions-S1` or `AwsSolutions-IAM5[Resource::*]`; `reason` says why it may stay. */
export function acknowledgeRule(construct: IConstruct, rule: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions::${rule}`, reason });
}

/** A grant on all that begins with something: `arn` is the resource granted, with its star. */
export function acknowledgeWildcard(construct: IConstruct, arn: string, reason: string): void {
  const written = writeArn(Stack.of(construct).resolve(arn));
  acknowledgeRule(construct, `AwsSolutions-IAM5[Resource::${written}]`, reason);
}

/** As cdk-nag writes an ARN that is known at deployment only: `<LakeBucket.Arn>/drop/*`. */
function writeArn(part: unknown): string {
  if (typeof part === 'string') return part;
  const intrinsic = part as { Ref?: string; 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, unknown[]] };
  if (intrinsic.Ref !== undefined) return `<${intrinsic.Ref}>`;
  if (intrinsic['Fn::GetAtt'] !== undefined) return `<${intrinsic['Fn::GetAtt'].join('.')}>`;
  const [separator, parts] = intrinsic['Fn::Join'] ?? ['', []];
  return parts.map(writeArn).join(separator);
}
