/** An invitation and the second of the four eyes on it: neither who makes the link nor who gives the code has both. */
import { registerDepartment } from '../../../layers/core/catalog/apply-resource.ts';
import type { ShuiyuanError } from '../../../layers/core/errors.ts';
import { vouchForInvitation } from '../../../layers/core/identity/invitation-codes.ts';
import type { Officer } from '../../../layers/core/identity/officer.ts';
import {
  acceptInvitation,
  inviteAccount,
  readSignIn,
} from '../../../layers/core/identity/sign-in-records.ts';
import { addAccount, setAccountStatus } from '../../../layers/core/identity/tend-accounts.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

const token: Officer = { name: 'security-officer' };
const wang: Officer = { name: 'wang' };
const zhao: Officer = { name: 'zhao' };
const password = {
  algorithm: 'argon2id' as const,
  ...{ memory: 1, passes: 1, lanes: 1, salt: 's', hash: 'h' },
};

async function open() {
  const ports = memoryPorts({ freshIndexes: true });
  await registerDepartment(ports)({ code: 'power', name: '供电局', nameEn: 'Power' }, 'system');
  const add = (name: string, more: object) =>
    addAccount(ports)(token, { name, displayName: '某人', roles: [], reason: '到任', ...more });
  for (const name of ['wang', 'zhao']) await add(name, { roles: ['security-officer'] });
  await add('li', { roles: ['provider'], department: 'power' });
  const invite = ({ name: actor }: Officer, account: string, digest = `link-${account}-${actor}`) =>
    inviteAccount(ports)({ account, actor, digest, resets: 'password', hours: 1 });
  const accept = (digest: string, code?: string) => acceptInvitation(ports)({ digest, password, code });
  const vouch = (officer: Officer, account: string, digest = `code-${account}`) =>
    vouchForInvitation(ports)({ officer, account, digest });
  /** Both officers sign in by themselves: from now on four eyes are needed. */
  const settle = async () => {
    for (const name of ['wang', 'zhao']) {
      await invite(token, name);
      await accept(`link-${name}-security-officer`);
    }
  };
  const isIn = async (account: string) => (await readSignIn(ports)(account)).password !== undefined;
  return { ports, invite, accept, vouch, settle, isIn };
}

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: ShuiyuanError) => error.code,
  );

test('a fresh home is set up by one, until two officers can sign in', async () => {
  const { invite, accept, settle, vouch, isIn } = await open();
  expect(await invite(token, 'li')).toMatchObject({ needsCode: false });
  expect(await codeOf(vouch(wang, 'li'))).toBe('no-code-needed');
  await accept('link-li-security-officer');
  expect(await isIn('li')).toBe(true);
  await settle();
  expect(await invite(wang, 'li')).toMatchObject({ needsCode: true });
});

test('who made the link sets no password with it, not even with a code of his own', async () => {
  const { invite, accept, settle, vouch, isIn } = await open();
  await settle();
  await invite(wang, 'li');
  expect(await codeOf(accept('link-li-wang'))).toBe('code-wrong');
  expect(await codeOf(vouch(wang, 'li'))).toBe('same-officer');
  expect(await codeOf(accept('link-li-wang', 'code-li'))).toBe('code-wrong');
  expect(await isIn('li')).toBe(false);
  await vouch(zhao, 'li');
  expect(await codeOf(accept('link-li-wang', 'guessed'))).toBe('code-wrong');
  await accept('link-li-wang', 'code-li');
  expect(await isIn('li')).toBe(true);
  expect(await codeOf(accept('link-li-wang', 'code-li'))).toBe('not-found');
});

test('a code holds for one invitation: a new link, even by who gave the code, takes a new one', async () => {
  const { invite, accept, settle, vouch, isIn } = await open();
  await settle();
  await invite(wang, 'li');
  await vouch(zhao, 'li');
  await invite(zhao, 'li');
  expect(await codeOf(accept('link-li-zhao', 'code-li'))).toBe('code-wrong');
  expect(await codeOf(accept('link-li-wang', 'code-li'))).toBe('not-found');
  expect(await isIn('li')).toBe(false);
});

test('of two officers one cannot reset the other; a third can, with him', async () => {
  const { invite, accept, settle, vouch } = await open();
  await settle();
  await invite(wang, 'zhao', 'reset');
  expect(await codeOf(accept('reset'))).toBe('code-wrong');
  expect(await codeOf(vouch(zhao, 'zhao'))).toBe('forbidden');
  await vouch(token, 'zhao');
  expect(await codeOf(accept('reset', 'code-zhao'))).toBe('done');
});

test('an officer of a department gives no code for an account that the city gives', async () => {
  const { invite, settle, vouch } = await open();
  await settle();
  await invite(wang, 'zhao');
  expect(await codeOf(vouch({ name: 'power-officer', department: 'power' }, 'zhao'))).toBe('forbidden');
});

test('there is no code for an invitation that was used, has ended or was never made', async () => {
  const { ports, invite, settle, vouch } = await open();
  await settle();
  expect(await codeOf(vouch(zhao, 'li'))).toBe('not-found');
  await invite(wang, 'li');
  ports.world.time += 2 * 3_600_000;
  expect(await codeOf(vouch(zhao, 'li'))).toBe('not-found');
});

test('officers who are suspended are not counted', async () => {
  const { ports, invite, settle } = await open();
  await settle();
  await setAccountStatus(ports)(token, 'zhao', 'suspended', '休假');
  expect(await invite(wang, 'li')).toMatchObject({ needsCode: false });
});
