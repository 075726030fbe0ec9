import { DarkroomError } from '../../shared/errors';
import type { RegistryRules } from '../../shared/model/registry';
import { readAuthorities } from './authorities';

/**
 * Rules as they are kept: without what is empty. INVALID_ARGUMENT for a mirror that is no address,
 * CERTIFICATE_UNUSABLE for its file.
 */
export async function checkedRules(rules: RegistryRules): Promise<RegistryRules> {
  const mirrors = [...new Set((rules.mirrors ?? []).map((one) => one.trim()))].filter(
    (one) => one !== '',
  );
  mirrors.forEach(checkMirror);
  const { caFile = '', insecure } = rules;
  if (caFile !== '') await readAuthorities(caFile);
  return {
    ...(mirrors.length === 0 ? {} : { mirrors }),
    ...(insecure === undefined ? {} : { insecure }),
    ...(caFile === '' ? {} : { caFile }),
  };
}

/** `host[:port][/path]` or an http(s) URL without anything behind the path. */
function checkMirror(mirror: string): void {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(mirror) ? mirror : `https://${mirror}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  const isFit =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.username + url.password + url.search + url.hash === '' &&
    !/[\s\\]/.test(mirror);
  if (isFit) return;
  throw new DarkroomError('INVALID_ARGUMENT', `Set a mirror: “${mirror}” is not an address`, {
    data: { mirror },
    hint: 'A mirror is a host such as “mirror.example.com:5000/hub”, or that with http:// or https:// in front.',
  });
}
