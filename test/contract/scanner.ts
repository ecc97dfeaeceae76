/** What every scanner keeps to: a verdict only from a real answer; everything else waits. */
import type { Scanner } from '../../layers/core/ports/scanner.ts';

interface ScannerHome {
  readonly scanner: Scanner;
  /** Puts an object; its content decides the verdict: a harmless text, or EICAR's test file. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** From now on nobody answers. */
  silence(): Promise<void>;
  close(): Promise<void>;
}

/** EICAR's harmless test file, in two halves so that a scanner does not find it here. */
const eicar = Buffer.from(
  ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''),
);

/** Runs the suite against one scanner; `make` is called for each test. */
export function describeScanner(name: string, make: () => Promise<ScannerHome>): void {
  describe(`scanner: ${name}`, () => {
    let home: ScannerHome;
    beforeEach(async () => {
      home = await make();
    }, 60_000);
    afterEach(() => home.close());

    test('calls a harmless object clean and names the engine', async () => {
      await home.put('图纸.pdf', Buffer.from('harmless'));
      const verdict = await home.scanner.scan({ key: '图纸.pdf', size: 8 });
      expect(verdict).toEqual({ state: 'clean', engine: expect.stringMatching(/.+/) });
    });

    test('names the threat of an infected one', async () => {
      await home.put('bad', eicar);
      expect(await home.scanner.scan({ key: 'bad', size: eicar.length })).toEqual({
        state: 'infected',
        engine: expect.stringMatching(/.+/),
        threat: expect.stringMatching(/eicar/i),
      });
    });

    test('waits while nobody answers', async () => {
      await home.put('unknown', Buffer.from('harmless'));
      await home.silence();
      expect(await home.scanner.scan({ key: 'unknown', size: 8 })).toMatchObject({ state: 'waiting' });
    });
  });
}
