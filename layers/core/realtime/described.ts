/** The description records are checked by, kept for a moment: what is taken under it is conditioned on it. */
import type { Resource } from '../../../schemas/resource.ts';
import { mustTakeFiles, readWithdrawal } from '../catalog/in-force.ts';
import { Refused } from '../errors.ts';
import { keepsClearText } from '../exchange/batch-state.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, type Held, must } from '../records.ts';
import { type Checked, recordChecker } from './check-record.ts';

export interface Described {
  readonly resource: Resource;
  readonly check: (record: unknown) => Checked;
  readonly decidedOn: readonly Held<unknown>[];
}

const keptMilliseconds = 1000;

export interface Descriptions {
  /** @throws NotFound; Refused for a resource that takes no records */
  of(code: string): Promise<Described>;
  forget(): void;
}

export function openDescriptions(ports: Ports): Descriptions {
  const kept = new Map<string, Described & { readonly readAt: number }>();

  async function read(code: string): Promise<Described> {
    const [definition, { entry }] = await Promise.all([
      must(ports.records, definitions, code),
      readWithdrawal(ports.records, code),
    ]);
    const before = kept.get(code);
    const isSame = before?.decidedOn[0]?.version === definition.version;
    const { resource } = definition.value;
    mustTakeRecords(await mustTakeFiles(ports.records, code));
    return {
      resource,
      check: before && isSame ? before.check : recordChecker(resource),
      decidedOn: [{ key: definition.key, version: definition.version, value: undefined }, entry],
    };
  }

  return {
    async of(code) {
      const now = ports.clock.now().getTime();
      const known = kept.get(code);
      if (known && Math.abs(now - known.readAt) < keptMilliseconds) return known;
      const found = { ...(await read(code)), readAt: now };
      kept.set(code, found);
      return found;
    },
    forget: () => kept.clear(),
  };
}

/** Rows one by one make up a state only where the last write of a key counts. */
function mustTakeRecords(resource: Resource): void {
  const { code, kind, mode } = resource;
  const place = { place: { resource: code } };
  if (kind === 'unstructured' || !mode.startsWith('increment'))
    throw new Refused(
      'no-records',
      `${code} takes whole files (mode ${mode}): upload a file, or have its mode made an increment`,
      `${code} 按整体报送（模式 ${mode}），不接收逐条记录；请上传文件，或将其模式改为增量`,
      place,
    );
  if (!keepsClearText(resource))
    throw new Refused(
      'not-desensitised',
      `${code} is desensitised before it is collected and takes no records one by one; upload a file with the command line, which desensitises it`,
      `${code} 须在采集前脱敏，不接收逐条记录；请用命令行上传文件，先在本机脱敏`,
      place,
    );
}
