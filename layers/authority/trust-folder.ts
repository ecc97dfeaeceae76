/** This process's TLS trusts the authority of a data folder, beside those that Node ships. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** Reads `ca.pem`, as the host writes it; where there is none, nothing changes. */
export function trustFolder(folder: string): void {
  let pem: string;
  try {
    pem = readFileSync(join(folder, 'ca.pem'), 'latin1');
  } catch {
    return;
  }
  const own = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  setDefaultCACertificates([...getCACertificates('default'), ...own]);
}
