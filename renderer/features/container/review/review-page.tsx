import { useEffect, useMemo, useState } from 'react';

import type { ContainerSummary } from '../../../../shared/model/container';
import type { ContainerReview } from '../../../../shared/model/snapshot';
import { formatBytes } from '../../../../shared/text/format';
import { containersStore } from '../../../state/containers';
import { back } from '../../../state/navigation';
import { useStore } from '../../../state/store';
import { Button } from '../../../ui/button';
import { EmptyState } from '../../../ui/empty-state';
import { ErrorBox } from '../../../ui/error-box';
import { Page, PageHead } from '../../../ui/page';
import { Skeleton } from '../../../ui/skeleton';
import { Tag } from '../../../ui/tag';
import { useText } from '../../../ui/text';
import { changeTree } from '../change-tree';
import { FileDiffPane } from './file-diff-pane';
import { ReviewBar } from './review-bar';
import { ReviewRules } from './review-rules';
import { ReviewTree } from './review-tree';
import { ReviewWarnings } from './review-warnings';
import styles from './review.module.css';
import { sumOf } from './selection';
import { useReviewDraft } from './use-review-draft';
import { useFileDiff, useReview, type ReviewRead } from './use-review';

/** What a snapshot of a container will hold, before it is made. */
export function ReviewPage(props: { readonly id: string }) {
  const { t } = useText();
  const containers = useStore(containersStore);
  const container =
    containers.kind === 'ready' ? containers.value.find((one) => one.id === props.id) : undefined;
  if (container === undefined) {
    return (
      <Page>
        <PageHead title={t('containers.title')} onBack={back} />
        {containers.kind === 'loading' ? (
          <Skeleton />
        ) : (
          <EmptyState title={t('containers.gone')}>
            <Button onClick={back}>{t('common.back')}</Button>
          </EmptyState>
        )}
      </Page>
    );
  }
  return <Loaded container={container} />;
}

function Loaded(props: { readonly container: ContainerSummary }) {
  const { t } = useText();
  const { container } = props;
  const read = useReview(container.id);
  const { review, error } = read;
  if (review !== null) return <Review container={container} read={read} review={review} />;
  return (
    <Page>
      <PageHead title={t('review.title', { name: container.name })} onBack={back} />
      {error === null ? (
        <Skeleton />
      ) : (
        <div className={styles['padded']}>
          <ErrorBox
            error={error}
            actions={<Button onClick={read.read}>{t('changes.refresh')}</Button>}
          />
        </div>
      )}
    </Page>
  );
}

function Review(props: {
  readonly container: ContainerSummary;
  readonly read: ReviewRead;
  readonly review: ContainerReview;
}) {
  const { t } = useText();
  const { container, read, review } = props;
  const [draft, change] = useReviewDraft(container, review);
  const [selected, setSelected] = useState<string | null>(null);
  const tree = useMemo(() => changeTree(review.changes), [review.changes]);
  const kinds = useMemo(
    () => new Map(review.changes.map((one) => [one.path, one.entryKind])),
    [review.changes],
  );
  const isFile = selected !== null && kinds.has(selected) && kinds.get(selected) !== 'directory';
  const shownPath = isFile ? selected : null;
  const diff = useFileDiff(container.id, shownPath);
  const sum = useMemo(() => sumOf(review.changes, draft.leftOut), [review.changes, draft.leftOut]);
  // A rule added or removed changes what is left out; what a person chose by hand stays.
  useEffect(() => setSelected(null), [container.id]);
  return (
    <Page>
      <PageHead
        title={t('review.title', { name: container.name })}
        subtitle={<Tag>{container.imageName}</Tag>}
        onBack={back}
      >
        <span className={styles['sum']} aria-live="polite">
          {t('review.sum', {
            count: sum.count,
            total: sum.total,
            size: formatBytes(sum.sizeBytes),
            of: formatBytes(sum.totalBytes),
          })}
        </span>
      </PageHead>
      <div className={styles['split']}>
        <div className={styles['left']}>
          <ReviewWarnings
            container={container}
            review={review}
            read={read}
            draft={draft}
            onChange={change}
          />
          {review.changes.length === 0 ? (
            <EmptyState title={t('changes.none')} text={t('review.noneText')} />
          ) : (
            <ReviewTree
              name={container.name}
              tree={tree}
              leftOut={draft.leftOut}
              selected={selected}
              onSelect={setSelected}
              onLeftOut={(leftOut) => change(() => ({ leftOut }))}
            />
          )}
          <ReviewRules rules={review.rules} onChanged={read.read} />
        </div>
        <aside className={styles['pane']} aria-label={t('review.pane')}>
          <FileDiffPane path={shownPath} diff={diff} />
        </aside>
      </div>
      <ReviewBar
        container={container}
        tree={tree}
        draft={draft}
        secrets={read.secrets}
        onChange={change}
      />
    </Page>
  );
}
