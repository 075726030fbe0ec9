import type { BigIntStats } from 'node:fs';
import type { NewLayerEntry } from '../../oci/layer/tar-encode';
import type { Libc } from '../native/libc';
import { commonFields, kindOf } from './stat-entry';

const overlayXattr = /^(trusted|user)\.overlay\./;

/** Overlay's mark of a folder that hides what lower layers have in it. */
export function opaqueXattr(userNamespace: boolean): string {
  return userNamespace ? 'user.overlay.opaque' : 'trusted.overlay.opaque';
}

/** The entry of anything but whiteouts and hard links, and whether overlay marked it opaque. */
export function readEntry(
  libc: Libc,
  path: string,
  fullPath: string,
  stat: BigIntStats,
): { readonly entry: NewLayerEntry; readonly opaque: boolean } {
  const { xattrs, opaque } = attributes(libc, fullPath);
  const base = commonFields(path, stat);
  const extended = xattrs === null ? base : { ...base, xattrs };
  return { entry: { ...extended, ...kindOf(fullPath, stat) }, opaque };
}

function attributes(libc: Libc, fullPath: string) {
  const xattrs: Record<string, string> = {};
  let opaque = false;
  for (const name of libc.listXattrs(fullPath)) {
    if (overlayXattr.test(name)) {
      if (name.endsWith('.opaque')) opaque = libc.getXattr(fullPath, name)?.toString() === 'y';
      continue;
    }
    // As Docker: file capabilities and user attributes travel; labels of this machine do not.
    if (name !== 'security.capability' && !name.startsWith('user.')) continue;
    const value = libc.getXattr(fullPath, name);
    if (value !== null) xattrs[name] = value.toString('base64');
  }
  return { xattrs: Object.keys(xattrs).length === 0 ? null : xattrs, opaque };
}
