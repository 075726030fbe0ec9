import type { WireError } from '../../../../shared/errors';
import type { FileDiff } from '../../../../shared/model/snapshot';
import { formatBytes } from '../../../../shared/text/format';
import { DiffView } from '../../../ui/diff-view';
import { ErrorBox } from '../../../ui/error-box';
import { useText } from '../../../ui/text';
import styles from './review.module.css';

/** What differs in one file; for what is no text, its sizes. */
export function FileDiffPane(props: {
  readonly path: string | null;
  readonly diff: FileDiff | WireError | null;
}) {
  const { t } = useText();
  const { path, diff } = props;
  if (path === null) return <p className={styles['paneEmpty']}>{t('review.chooseFile')}</p>;
  return (
    <>
      <h2 className={styles['paneTitle']}>{path}</h2>
      {diff === null ? null : 'code' in diff ? (
        <div className={styles['paneEmpty']}>
          <ErrorBox error={diff} />
        </div>
      ) : diff.kind === 'text' && diff.unified !== '' ? (
        <DiffView label={t('review.diffOf', { path })} unified={diff.unified} />
      ) : (
        <p className={styles['paneEmpty']}>
          {t(`review.kind.${diff.kind}`)}
          {diff.kind === 'no-file' ? null : (
            <>
              <br />
              {sizeText(diff.beforeBytes)} → {sizeText(diff.afterBytes)}
            </>
          )}
        </p>
      )}
    </>
  );
}

function sizeText(bytes: number | null): string {
  return bytes === null ? '–' : formatBytes(bytes);
}
