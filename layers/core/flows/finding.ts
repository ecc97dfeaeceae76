/** What is wrong with a flow, said at its node. */
import type { Flow } from '../../../schemas/flow.ts';
import { InvalidInput } from '../errors.ts';

export interface Finding {
  /** Absent: it is of the flow as a whole. */
  readonly node?: string | undefined;
  readonly zh: string;
  readonly en: string;
}

/** Thrown in a node's own translation, where only the node is known. */
export class NodeFault extends Error {
  readonly zh: string;
  readonly en: string;

  constructor(zh: string, en: string) {
    super(en);
    this.zh = zh;
    this.en = en;
  }
}

const told = 12;

/** All findings as one error; the first in front. */
export function flowUnfit({ code }: Pick<Flow, 'code'>, findings: readonly Finding[]): InvalidInput {
  const first = findings.slice(0, told);
  const at = ({ node }: Finding): string => (node === undefined ? code : `${code}/${node}`);
  return new InvalidInput(
    `flow ${code} does not fit; mend these nodes: ${first.map((one) => `${at(one)}: ${one.en}`).join('; ')}`,
    `流程 ${code} 未通过校验，请修改以下节点：${first.map((one) => `${at(one)}：${one.zh}`).join('；')}`,
  );
}
