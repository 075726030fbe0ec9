import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { DarkroomError } from '../../shared/errors';
import type { CertificateInfo } from '../../shared/model/registry';

/** A certificate of a file, and its text alone. */
export interface Authority {
  readonly pem: string;
  readonly info: CertificateInfo;
}

/** RFC 7468 §5: the encapsulation of a certificate. */
const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const maxBytes = 4 << 20;

/**
 * The certificates of a PEM file that are valid at `nowMs`, in their order. CERTIFICATE_UNUSABLE when
 * the file cannot be read, holds none, or none of them is valid then: those of a bundle may have run out.
 */
export async function readAuthorities(
  path: string,
  nowMs: number = Date.now(),
): Promise<ReadonlyArray<Authority>> {
  const text = await readText(path);
  const found = (text.match(certificate) ?? []).map((pem) => parse(pem, path));
  const [first] = found;
  if (first === undefined) {
    throw unusable(path, reasonForNone(text), {
      hint: 'It has to be a PEM file: text that starts with “-----BEGIN CERTIFICATE-----”. “openssl x509 -inform der -in FILE” turns a binary one into it.',
    });
  }
  const valid = found.filter(({ info }) => isValid(info, nowMs));
  if (valid.length > 0) return valid;
  const { validFrom, validTo } = first.info;
  throw Date.parse(validTo) < nowMs
    ? unusable(path, `it expired on ${validTo.slice(0, 10)}`, {
        hint: 'Ask whoever runs the registry for the certificate that replaced it, and choose that.',
      })
    : unusable(path, `it is not valid before ${validFrom.slice(0, 10)}`, {
        hint: 'Check the date and time of this computer.',
      });
}

async function readText(path: string): Promise<string> {
  try {
    const content = await readFile(path);
    if (content.length <= maxBytes) return content.toString('latin1');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw unusable(path, code === 'ENOENT' ? 'there is no such file' : 'it cannot be read', {
      cause,
      hint: 'Check the path and that you may read the file, or choose another.',
    });
  }
  throw unusable(path, 'it is larger than 4 MiB', {
    hint: 'Choose a file with certificates alone.',
  });
}

function parse(pem: string, path: string): Authority {
  try {
    const read = new X509Certificate(pem);
    return {
      pem,
      info: {
        subject: oneLine(read.subject),
        issuer: oneLine(read.issuer),
        validFrom: new Date(read.validFrom).toISOString(),
        validTo: new Date(read.validTo).toISOString(),
        fingerprint: read.fingerprint256,
      },
    };
  } catch (cause) {
    throw unusable(path, 'a certificate in it is damaged', {
      cause,
      hint: 'Get the file anew from whoever runs the registry.',
    });
  }
}

function reasonForNone(text: string): string {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)
    ? 'it holds a private key, not a certificate'
    : 'it holds no certificate';
}

/** OpenSSL's lines, the most particular first as RFC 4514 §2.1 has it. */
function oneLine(name: string): string {
  return name.split('\n').reverse().join(', ');
}

function isValid({ validFrom, validTo }: CertificateInfo, nowMs: number): boolean {
  return Date.parse(validFrom) <= nowMs && nowMs <= Date.parse(validTo);
}

function unusable(
  path: string,
  reason: string,
  options: { readonly hint: string; readonly cause?: unknown },
): DarkroomError {
  return new DarkroomError('CERTIFICATE_UNUSABLE', `Read the certificate “${path}”: ${reason}`, {
    ...options,
    data: { path },
  });
}
