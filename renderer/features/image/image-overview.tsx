import { useState } from 'react';

import type { ImageDetail } from '../../../shared/model/image';
import { shortDigest } from '../../../shared/text/format';
import { containerByName } from '../../state/actions';
import { joinCommand } from '../../state/command-line';
import { readableLayers } from '../../state/image-layers';
import { navigate } from '../../state/navigation';
import { cleanCommand, LayerRows } from '../../ui/layer-rows';
import { LayerStrip } from '../../ui/layer-strip';
import { CopyText } from '../../ui/copy-text';
import { Facts, fact, SectionTitle } from '../../ui/page';
import { Tag } from '../../ui/tag';
import { Time, useText } from '../../ui/text';
import styles from './image.module.css';
import { RemoteCard } from './remote-card';

/** The strip, what each layer did, and what a container of it starts with. */
export function ImageOverview(props: {
  readonly image: ImageDetail;
  readonly onLayer: (index: number) => void;
}) {
  const { t } = useText();
  const { image } = props;
  const { config } = image.config;
  const [pointed, setPointed] = useState<number | null>(null);
  const layers = readableLayers(image);
  const labels = Object.entries(config.Labels ?? {});
  return (
    <div className={styles['overview']}>
      <section className={styles['card']}>
        <LayerStrip
          parts={layers.map((layer) => ({
            key: layer.diffId,
            sizeBytes: layer.sizeBytes,
            command: cleanCommand(layer.command),
          }))}
          height={26}
          highlighted={pointed}
          onPick={props.onLayer}
        />
        <LayerRows layers={layers} onPoint={setPointed} onPick={props.onLayer} />
      </section>
      <div className={styles['side']}>
        <section className={styles['card']}>
          <Facts
            facts={[
              fact('names', t('image.names'), image.names.join(', ')),
              fact(
                'origin',
                t('image.from'),
                <>
                  <Tag>{t(`origin.${image.origin}`)}</Tag> {image.originDetail}
                </>,
              ),
              fact('author', t('image.author'), image.config.author),
              fact('platform', t('image.platform'), `${image.os}/${image.architecture}`),
              fact('created', t('common.created'), <Time iso={image.createdAt} />),
              fact(
                'digest',
                t('image.digest'),
                <CopyText
                  text={image.id}
                  shown={`sha256:${shortDigest(image.id)}`}
                  label={t('image.copyDigest')}
                />,
              ),
              fact(
                'manifest',
                t('image.manifest'),
                <CopyText
                  text={image.manifestDigest}
                  shown={`sha256:${shortDigest(image.manifestDigest)}`}
                  label={t('image.copyDigest')}
                />,
              ),
              image.containers.length === 0
                ? null
                : fact('usedBy', t('image.usedBy'), <UsedBy names={image.containers} />),
            ]}
          />
        </section>
        <RemoteCard name={image.names[0] ?? ''} />
        <section className={styles['card']}>
          <Facts
            facts={[
              fact('entry', t('image.entrypoint'), joinCommand(config.Entrypoint ?? []), true),
              fact('command', t('common.command'), joinCommand(config.Cmd ?? []), true),
              fact('user', t('image.user'), config.User, true),
              fact('folder', t('image.workdir'), config.WorkingDir, true),
              fact('ports', t('image.ports'), keys(config.ExposedPorts), true),
              fact('volumes', t('image.volumes'), keys(config.Volumes), true),
              fact('signal', t('image.stopSignal'), config.StopSignal, true),
              fact('onbuild', t('image.onbuild'), lines(config.OnBuild), true),
            ]}
          />
          <SectionTitle onPage>{t('image.env')}</SectionTitle>
          <pre className={styles['env']}>{(config.Env ?? []).join('\n') || t('common.none')}</pre>
          {labels.length === 0 ? null : (
            <>
              <SectionTitle onPage>{t('image.labels')}</SectionTitle>
              <pre className={styles['env']}>
                {labels.map(([key, value]) => `${key}=${value}`).join('\n')}
              </pre>
            </>
          )}
        </section>
      </div>
    </div>
  );
}

function UsedBy(props: { readonly names: ReadonlyArray<string> }) {
  return (
    <span className={styles['links']}>
      {props.names.map((name) => {
        const container = containerByName(name);
        if (container === null) return <code key={name}>{name}</code>;
        return (
          <button
            key={name}
            type="button"
            className={styles['link']}
            onClick={() => navigate({ kind: 'container', id: container.id, tab: 'details' })}
          >
            {container.name}
          </button>
        );
      })}
    </span>
  );
}

function keys(record: Readonly<Record<string, unknown>> | undefined): string {
  return Object.keys(record ?? {}).join(', ');
}

function lines(list: ReadonlyArray<string> | null | undefined): string {
  return (list ?? []).join('\n');
}
