import { useEffect, useState } from 'react';

import type { CertificateInfo } from '../../../shared/model/registry';
import { formatExact } from '../../../shared/text/format';
import { call, wireOf } from '../../state/bridge';
import { failed, loading, type Loadable } from '../../state/loadable';
import { showError } from '../../state/notices';
import { Button } from '../../ui/button';
import { ErrorBox } from '../../ui/error-box';
import { FieldRow } from '../../ui/field';
import { useText } from '../../ui/text';
import styles from './registry.module.css';

const soonMs = 30 * 24 * 3_600_000;

/** The certificates of a file, read when it is chosen; null without a file. */
export function useCertificates(path: string): Loadable<ReadonlyArray<CertificateInfo>> | null {
  const [read, setRead] = useState<{
    readonly path: string;
    readonly result: Loadable<ReadonlyArray<CertificateInfo>>;
  } | null>(null);
  useEffect(() => {
    if (path === '') return;
    let current = true;
    const take = (result: Loadable<ReadonlyArray<CertificateInfo>>): void => {
      if (current) setRead({ path, result });
    };
    call('registries.certificates', { path }).then(
      (value) => take({ kind: 'ready', value }),
      (reason: unknown) => take(failed(loading, wireOf(reason), Date.now())),
    );
    return () => {
      current = false;
    };
  }, [path]);
  if (path === '') return null;
  return read?.path === path ? read.result : loading;
}

/** Which authority is trusted besides the system's, and until when. */
export function CaRow(props: {
  readonly path: string;
  readonly certificates: Loadable<ReadonlyArray<CertificateInfo>> | null;
  readonly onChange: (path: string) => void;
}) {
  const { t } = useText();
  const { path, certificates, onChange } = props;
  const choose = (): void => {
    call('dialog.open', { kind: 'certificate' }).then(([chosen]) => {
      if (chosen !== undefined) onChange(chosen);
    }, showError);
  };
  return (
    <FieldRow label={t('registry.ca')}>
      {path === '' ? (
        <p className={styles['hint']}>{t('registry.caNone')}</p>
      ) : (
        <p className={styles['path']}>{path}</p>
      )}
      {certificates?.kind === 'ready' ? <Certificates list={certificates.value} /> : null}
      {certificates?.kind === 'failed' ? <ErrorBox error={certificates.error} /> : null}
      <span className={styles['buttons']}>
        <Button size="small" icon="file" onClick={choose}>
          {t(path === '' ? 'registry.caChoose' : 'registry.caAnother')}
        </Button>
        {path === '' ? null : (
          <Button look="quiet" size="small" onClick={() => onChange('')}>
            {t('common.remove')}
          </Button>
        )}
      </span>
    </FieldRow>
  );
}

function Certificates(props: { readonly list: ReadonlyArray<CertificateInfo> }) {
  const { t, language, nowMs } = useText();
  const [first] = props.list;
  if (first === undefined) return null;
  const isSoon = Date.parse(first.validTo) - nowMs < soonMs;
  const more = props.list.length - 1;
  return (
    <dl className={styles['certificate']} title={`SHA-256 ${first.fingerprint}`}>
      <dt>{t('registry.caSubject')}</dt>
      <dd>{first.subject}</dd>
      <dt>{t('registry.caIssuer')}</dt>
      <dd>{first.issuer === first.subject ? t('registry.caSelf') : first.issuer}</dd>
      <dt>{t('registry.caExpires')}</dt>
      <dd>
        {formatExact(language, first.validTo)}
        {isSoon ? <span className={styles['soon']}> · {t('registry.caSoon')}</span> : null}
      </dd>
      {more === 0 ? null : <dd className={styles['more']}>{t('registry.caMore', { n: more })}</dd>}
    </dl>
  );
}
