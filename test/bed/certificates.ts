// Certificates made with the system's openssl for one test: an authority, a server on this machine, a client, and a second
// authority that nobody knows.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, runOrFail } from './command.ts';

export interface Certificates {
  /** Folder with `ca.pem`, `cert.pem` and `key.pem` of a client, as for DOCKER_CERT_PATH. */
  readonly folder: string;
  readonly ca: string;
  readonly otherCa: string;
  readonly server: CertificateAndKey;
  readonly client: CertificateAndKey;
  /** Of the same authority, and ended long ago. */
  readonly expiredServer: CertificateAndKey;
}

export interface CertificateAndKey {
  readonly cert: string;
  readonly key: string;
}

/** One line saying what is missing, undefined when certificates can be made. */
export const withoutCertificates = findOnPath('openssl') === undefined ? 'openssl not found' : undefined;

export async function makeCertificates(folder: string): Promise<Certificates> {
  const file = (name: string) => join(folder, name);
  const text = (name: string) => readFileSync(file(name), 'utf8');
  const openssl = (...args: readonly string[]) => runOrFail('openssl', args);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const authority = async (name: string) => {
    const out = ['-keyout', file(`${name}-key.pem`), '-out', file(`${name}.pem`)];
    await openssl('req', '-x509', ...newKey, ...out, '-days', '2', '-subj', `/CN=${name}`);
  };
  const signed = async (name: string, extensions: string, days: string): Promise<CertificateAndKey> => {
    const request = file(`${name}.csr`);
    writeFileSync(file(`${name}.ext`), `${extensions}\n`);
    await openssl(
      'req',
      '-new',
      ...newKey,
      '-keyout',
      file(`${name}-key.pem`),
      '-out',
      request,
      '-subj',
      `/CN=${name}`,
    );
    const by = ['-CA', file('ca.pem'), '-CAkey', file('ca-key.pem'), '-CAcreateserial'];
    await openssl(
      'x509',
      '-req',
      '-in',
      request,
      ...by,
      '-days',
      days,
      '-extfile',
      file(`${name}.ext`),
      '-out',
      file(`${name}.pem`),
    );
    return { cert: text(`${name}.pem`), key: text(`${name}-key.pem`) };
  };
  await authority('ca');
  await authority('other-ca');
  const ofServer = 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth';
  const server = await signed('server', ofServer, '2');
  const expiredServer = await signed('expired', ofServer, '-1');
  const client = await signed('client', 'extendedKeyUsage=clientAuth', '2');
  writeFileSync(file('cert.pem'), client.cert);
  writeFileSync(file('key.pem'), client.key);
  return { folder, ca: text('ca.pem'), otherCa: text('other-ca.pem'), server, client, expiredServer };
}
