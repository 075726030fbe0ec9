import { useState } from 'react';

import type { WireError } from '../../../shared/errors';
import type { RemoteImage } from '../../../shared/model/registry';
import { formatBytes, shortDigest } from '../../../shared/text/format';
import { call, wireOf } from '../../state/bridge';
import { Button } from '../../ui/button';
import { CopyText } from '../../ui/copy-text';
import { ErrorBox } from '../../ui/error-box';
import { Facts, fact, SectionTitle } from '../../ui/page';
import { useText } from '../../ui/text';
import styles from './image.module.css';

/** What the registry has under the image's name and what refers to it; asked only when one wants it. */
export function RemoteCard(props: { readonly name: string }) {
  const { t } = useText();
  const { name } = props;
  const [found, setFound] = useState<RemoteImage | null>(null);
  const [error, setError] = useState<WireError | null>(null);
  const [asking, setAsking] = useState(false);
  const look = (): void => {
    setAsking(true);
    setError(null);
    call('registries.inspect', { name })
      .then(setFound, (reason: unknown) => setError(wireOf(reason)))
      .finally(() => setAsking(false));
  };
  if (name === '') return null;
  return (
    <section className={styles['card']} aria-label={t('remote.title')}>
      <SectionTitle onPage>{t('remote.title')}</SectionTitle>
      {found === null ? null : <RemoteFacts image={found} />}
      {error === null ? null : <ErrorBox error={error} />}
      <span>
        <Button size="small" disabled={asking} onClick={look}>
          {t('remote.look')}
        </Button>
      </span>
    </section>
  );
}

function RemoteFacts(props: { readonly image: RemoteImage }) {
  const { t } = useText();
  const { digest, manifests, referrers } = props.image;
  const platforms = manifests.map(({ platform }) => platform).filter((one) => one !== '');
  return (
    <Facts
      facts={[
        fact(
          'digest',
          t('image.digest'),
          <CopyText
            text={digest}
            shown={`sha256:${shortDigest(digest)}`}
            label={t('image.copyDigest')}
          />,
        ),
        platforms.length === 0
          ? null
          : fact('platforms', t('remote.platforms'), platforms.join(', ')),
        fact(
          'referrers',
          t('remote.referrers'),
          referrers.length === 0 ? (
            t('remote.noReferrers')
          ) : (
            <ul>
              {referrers.map((one) => (
                <li key={one.digest}>
                  <code>{one.artifactType || one.mediaType}</code> {formatBytes(one.sizeBytes)}
                </li>
              ))}
            </ul>
          ),
        ),
      ]}
    />
  );
}
