/** The picture an authenticator scans, as SVG in a data address. */
import { toString as drawCode } from 'qrcode';
import { enrolmentAddress } from '../../layers/embedded/identity/one-time-codes.ts';

export async function pictureOf(secret: string, account: string): Promise<string> {
  const svg = await drawCode(enrolmentAddress(secret, account), {
    type: 'svg',
    margin: 0,
    errorCorrectionLevel: 'M',
  });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
