/**
 * Scanner on GuardDuty Malware Protection for S3: the service looks at each new object by itself and leaves its
 * verdict in the object's tag. No tag yet means not looked at yet.
 */
import { GetObjectTaggingCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Scanner, ScanVerdict } from '../core/ports/scanner.ts';
import { type Buckets, bucketOf, checkKey } from './buckets.ts';
import { callAws } from './call-aws.ts';

export const verdictTag = 'GuardDutyMalwareScanStatus';

/** Reads verdicts; needs s3:GetObjectTagging, and nobody else may set tags in these buckets. */
export function guardDutyScanner(s3: S3Client, buckets: Buckets): Scanner {
  return {
    scan: async ({ key }) => {
      checkKey(key);
      const command = new GetObjectTaggingCommand({ Bucket: bucketOf(buckets, key), Key: key });
      const { TagSet } = await callAws('s3 GetObjectTagging', () => s3.send(command));
      return toVerdict(TagSet?.find((tag) => tag.Key === verdictTag)?.Value);
    },
  };
}

function toVerdict(status: string | undefined): ScanVerdict {
  if (status === 'NO_THREATS_FOUND') return { state: 'clean', engine: 'GuardDuty' };
  if (status === 'THREATS_FOUND')
    // The tag names no threat; the finding with the object's key does.
    return { state: 'infected', engine: 'GuardDuty', threat: 'named in the GuardDuty finding' };
  if (status === undefined) return { state: 'waiting', why: 'GuardDuty has not answered yet' };
  return { state: 'waiting', why: `GuardDuty could not scan it: ${status}` };
}
