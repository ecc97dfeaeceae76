/** What is refused alike of accounts and of applications. */
import { Refused } from '../errors.ts';

/** How each is called, and what tells one from another. */
const words = {
  account: { zh: '账号', named: 'name', namedZh: '名称' },
  application: { zh: '应用', named: 'code', namedZh: '代码' },
} as const;
type Tended = keyof typeof words;

export function taken(tended: Tended, name: string): Refused {
  const { zh, named, namedZh } = words[tended];
  return new Refused(
    `${tended}-exists`,
    `there is an ${tended} ${name} already; choose another ${named}`,
    `${zh} ${name} 已存在，请另取${namedZh}`,
  );
}

export const endedAlready = (tended: Tended, name: string): Refused =>
  new Refused(
    `${tended}-ended`,
    `the ${tended} ${name} has ended and stays so; add a new one`,
    `${words[tended].zh} ${name} 已终止且不可恢复，请新建${words[tended].zh}`,
  );
