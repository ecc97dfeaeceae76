import { resolve } from 'node:path';
import { readHostSettings } from '../../../host/host-settings.ts';

test('what is not set has its default', () => {
  const usual = { folder: resolve('.shuiyuan'), host: '127.0.0.1', port: 8620, address: undefined };
  expect(readHostSettings({})).toMatchObject(usual);
});

test('what is set counts, port 0 too', () => {
  const environment = {
    SHUIYUAN_HOME: '/data',
    HOST: '0.0.0.0',
    PORT: '0',
    SHUIYUAN_ADDRESS: 'https://tax.example/',
  };
  const expected = { folder: '/data', host: '0.0.0.0', port: 0, address: 'https://tax.example' };
  expect(readHostSettings(environment)).toMatchObject(expected);
});

test.each([{ PORT: 'eighty' }, { PORT: '70000' }, { SHUIYUAN_ADDRESS: 'ftp://x' }])(
  '%j is refused by its name',
  (one) => {
    expect(() => readHostSettings(one)).toThrow(Object.keys(one)[0]);
  },
);
