import { formatBytes } from '../../../shared/text/format';
import type { Translate } from '../../../shared/text/text';
import type { DropSubject } from '../../state/drop';

/** `93 MB · root file system · Debian 12 · amd64`: what is known from the first bytes. */
export function describe(subject: DropSubject, t: Translate): string {
  switch (subject.kind) {
    case 'rootfs':
      return parts(
        formatBytes(subject.sizeBytes),
        subject.prefix === ''
          ? t('drop.what.rootfs')
          : t('drop.what.rootfsBelow', { prefix: subject.prefix }),
        subject.distribution,
        subject.architecture,
      );
    case 'docker-archive':
    case 'oci-archive':
      return parts(
        formatBytes(subject.sizeBytes),
        t(`drop.what.${subject.kind}`),
        subject.names.join(', '),
      );
    case 'dockerfile':
    case 'build-context':
      return t(`drop.what.${subject.kind}`);
    case 'url':
      return subject.path;
    case 'unknown':
      return parts(t('drop.what.unknown'), subject.reason);
  }
}

function parts(...texts: ReadonlyArray<string>): string {
  return texts.filter((text) => text !== '').join(' · ');
}

/** What will be done, as the dialog's first line. */
export function whatText(subject: DropSubject, t: Translate): string {
  switch (subject.kind) {
    case 'docker-archive':
    case 'oci-archive':
      return t('drop.do.archive');
    case 'dockerfile':
    case 'build-context':
      return t('drop.do.build');
    default:
      return t('drop.do.rootfs');
  }
}

/** The verb on the button. */
export function doLabel(subject: DropSubject, t: Translate): string {
  switch (subject.kind) {
    case 'docker-archive':
    case 'oci-archive':
      return t('drop.load');
    case 'dockerfile':
    case 'build-context':
      return t('drop.build');
    default:
      return t('drop.import');
  }
}

/** Archives bring their own names. */
export function hasName(subject: DropSubject): boolean {
  return ['rootfs', 'url', 'dockerfile', 'build-context'].includes(subject.kind);
}
