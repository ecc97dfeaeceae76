import fc from 'fast-check';
import { Gb18030Decoder } from '../../../layers/refinery/decode/gb18030.ts';

function decodeIn(pieces: readonly Uint8Array[]): string {
  const decoder = new Gb18030Decoder();
  const decoded = pieces.map((piece) => Buffer.from(decoder.decode(Buffer.from(piece))));
  return Buffer.concat([...decoded, decoder.finish()]).toString('utf8');
}

describe('GB18030', () => {
  it('decodes every two-byte pair as the platform does', () => {
    for (let lead = 0x80; lead <= 0xff; lead++) {
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, trail) => [lead, trail, 0x41]).flat());
      expect(decodeIn([bytes])).toBe(new TextDecoder('gb18030').decode(bytes));
    }
  });

  it('decodes four-byte characters wherever the bytes are cut', () => {
    const bytes = Buffer.from([
      0x61, 0x95, 0x32, 0x82, 0x36, 0x81, 0x30, 0x81, 0x30, 0xb9, 0xf3, 0x90, 0x30, 0x81, 0x30,
    ]);
    const whole = new TextDecoder('gb18030').decode(bytes);
    for (let cut = 0; cut <= bytes.length; cut++)
      expect(decodeIn([bytes.subarray(0, cut), bytes.subarray(cut)])).toBe(whole);
  });

  it('reads any bytes as the platform does, however they are cut', () => {
    const byte = fc.constantFrom(
      0x30,
      0x39,
      0x40,
      0x61,
      0x7f,
      0x80,
      0x81,
      0x84,
      0x95,
      0xa2,
      0xb9,
      0xf3,
      0xfe,
      0xff,
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 24 }), fc.nat({ max: 24 }), (values, cut) => {
        const bytes = Uint8Array.from(values);
        const expected = new TextDecoder('gb18030').decode(bytes);
        const text = decodeIn([bytes.subarray(0, cut), bytes.subarray(cut)]);
        expect(text.replaceAll('\ufffd', '')).toBe(expected.replaceAll('\ufffd', ''));
      }),
      { numRuns: 2000 },
    );
  });

  it('counts what it cannot read', () => {
    const decoder = new Gb18030Decoder();
    decoder.decode(Buffer.from([0xff, 0x61, 0xff]));
    expect(decoder.takeFlaws()).toBe(2);
    expect(decoder.takeFlaws()).toBe(0);
  });
});
