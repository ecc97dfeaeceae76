/**
 * What a password must be: long, and not what everybody would try first. No rule about kinds of characters, and no
 * change by the calendar (NIST SP 800-63B). What is left of it once common words, runs and the account's own name are
 * taken out has to be something.
 */
import { InvalidInput } from '../errors.ts';

/** Characters, counted as people do. */
export const passwordLength = { least: 12, most: 128 } as const;
const leastRemainder = 6;
const leastDistinct = 5;

/** Words that lists of leaked passwords begin with, here and abroad, and what is at hand in this house. */
const commonWords =
  'password passwort passw0rd administrator admin root guest login welcome letmein master secret default changeme ' +
  'qwertyuiop qwerty asdfghjkl asdfgh zxcvbnm zxcvbn 1qaz2wsx 1q2w3e4r qazwsx iloveyou woaini woshishui nihao ' +
  'abcdef abc123 a1b2c3 monkey dragon sunshine princess football baseball superman batman test demo user pass ' +
  'shuiyuan shuiwu shuiwuju guoshui dishui caizheng zhengfu jiaohuan zhongguo china guiyang guizhou beijing huawei ' +
  'aliyun tencent weixin 5201314 1314520 520520 147258369 159357 112233 123321 666666 888888 000000 111111';
const words = commonWords.split(' ').sort((a, b) => b.length - a.length);

/** Signs people put for letters. */
const signs: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** As it is hashed: the same characters typed on different keyboards are one password (RFC 8265). */
export const normalisePassword = (password: string): string => password.normalize('NFC');

/** @throws InvalidInput saying what to do; never what stood in it */
export function checkPassword(password: string, account: string): void {
  const length = [...password].length;
  const { least, most } = passwordLength;
  if (length < least)
    throw new InvalidInput(
      `a password has at least ${least} characters; a few unrelated words are easy to remember`,
      `密码至少 ${least} 个字符；几个互不相关的词容易记住`,
    );
  if (length > most)
    throw new InvalidInput(`a password has at most ${most} characters`, `密码最多 ${most} 个字符`);
  if (isEasy(password, account))
    throw new InvalidInput(
      'this password is among those tried first, or made from the account’s own name; take another',
      '该密码属于最先被猜到的一类，或由账号名组成，请更换',
    );
}

function isEasy(password: string, account: string): boolean {
  const plain = password.normalize('NFKC').toLowerCase();
  const own = account.split(/[.-]/).filter((part) => part.length >= 3);
  return [plain, withoutSigns(plain)].some((text) => {
    const rest = withoutRuns([...own, ...words].reduce((left, word) => left.replaceAll(word, ' '), text));
    const bare = rest.replace(/[\s\p{P}\p{S}]+/gu, '');
    return [...bare].length < leastRemainder || new Set(bare).size < leastDistinct;
  });
}

const withoutSigns = (text: string): string => [...text].map((one) => signs[one] ?? one).join('');

/** Years, and three or more characters that repeat or follow each other. */
function withoutRuns(text: string): string {
  const characters = [...text.replace(/(?:19|20)\d\d/g, ' ')];
  let kept = '';
  for (let from = 0; from < characters.length; ) {
    const length = runLength(characters, from);
    kept += length >= 3 ? ' ' : characters.slice(from, from + length).join('');
    from += length;
  }
  return kept;
}

/** How many characters from a place on go in even steps of -1, 0 or 1. */
function runLength(characters: readonly string[], from: number): number {
  const code = (at: number) => characters[at]?.codePointAt(0) ?? Number.NaN;
  const step = code(from + 1) - code(from);
  if (![-1, 0, 1].includes(step)) return 1;
  let end = from + 1;
  while (code(end + 1) - code(end) === step) end += 1;
  return end - from + 1 >= 3 ? end - from + 1 : 1;
}
