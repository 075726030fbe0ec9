import type { BuildContextInfo } from '../../../shared/model/build';
import { formatBytes } from '../../../shared/text/format';
import type { Loadable } from '../../state/loadable';
import { useText } from '../../ui/text';
import styles from './build.module.css';

/** What COPY and ADD can reach, and what .dockerignore keeps from them. */
export function ContextCard(props: { readonly info: Loadable<BuildContextInfo> }) {
  const { t } = useText();
  if (props.info.kind !== 'ready') return null;
  const info = props.info.value;
  return (
    <section className={styles['context']}>
      <strong>{t('build.context', { size: formatBytes(info.sizeBytes) })}</strong>
      <p>
        {t('build.contextFiles', { n: info.fileCount })}
        {' · '}
        {info.ignoredCount === 0
          ? t('build.contextAll')
          : t('build.contextIgnored', {
              n: info.ignoredCount,
              size: formatBytes(info.ignoredBytes),
            })}
      </p>
      {info.dockerfilePath === null ? (
        <p>
          {t('build.noDockerfile')}. {t('build.noDockerfileText')}
        </p>
      ) : null}
    </section>
  );
}
