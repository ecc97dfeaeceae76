/** A value sealed for one asker and one request. */
import { makeAskerKeys, seal, unseal } from '../../../cli/reveal/seal.ts';
import { revealAnswerBody } from '../../../schemas/reveal.ts';

const asker = makeAskerKeys();
const value = '11010519491231002X 张三';

test('opens with the key it was made for', () => {
  const sealed = seal(value, asker.publicKey, 'r1');
  expect(revealAnswerBody.parse({ sealed })).toEqual({ sealed });
  expect(unseal(sealed, asker.privateKey, 'r1')).toBe(value);
});

test('opens with no other key, for no other request, and not when it was altered', () => {
  const sealed = seal(value, asker.publicKey, 'r1');
  expect(() => unseal(sealed, makeAskerKeys().privateKey, 'r1')).toThrow();
  expect(() => unseal(sealed, asker.privateKey, 'r2')).toThrow();
  const bytes = Buffer.from(sealed.text, 'base64');
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  expect(() => unseal({ ...sealed, text: bytes.toString('base64') }, asker.privateKey, 'r1')).toThrow();
});
