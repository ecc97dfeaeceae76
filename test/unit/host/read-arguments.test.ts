import { readArguments } from '../../../host/read-arguments.ts';
import { InvalidInput } from '../../../layers/core/errors.ts';

test.each([
  [[], false],
  [['--empty'], true],
  [['--', '--empty'], true],
  [['--'], false],
])('%j asks for an empty platform: %p', (args, empty) => {
  expect(readArguments(args)).toEqual({ empty });
});

test.each([[['--emty']], [['empty']], [['--', '--', '--empty']]])('%j is refused with the usage', (args) => {
  expect(() => readArguments(args)).toThrow(InvalidInput);
  expect(() => readArguments(args)).toThrow(/usage: npm start/);
});
