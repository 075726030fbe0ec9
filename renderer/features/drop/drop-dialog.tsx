import { attempt, chooseFiles, doDrop } from '../../state/actions';
import { changeItem, dropStore, isUsable, type DropItem } from '../../state/drop';
import { isImageName } from '../../state/reference';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FieldRow, TextField } from '../../ui/field';
import { Icon } from '../../ui/icon';
import { Lamp } from '../../ui/lamp';
import { useText } from '../../ui/text';
import { describe, doLabel, hasName, whatText } from './describe';
import { DropList } from './drop-list';
import styles from './drop.module.css';

function leave(): void {
  dropStore.set({ kind: 'idle' });
}

/** What was handed in and what would happen; Enter does it. */
export function DropDialog(props: { readonly items: ReadonlyArray<DropItem> }) {
  const [first, ...others] = props.items;
  if (first === undefined) return null;
  if (others.length > 0) return <DropList items={props.items} onLeave={leave} />;
  return isUsable(first) ? <OneItem item={first} /> : <Unknown item={first} />;
}

function OneItem(props: { readonly item: DropItem }) {
  const { t } = useText();
  const { item } = props;
  const { subject } = item;
  const problem = item.name === '' || isImageName(item.name) ? null : t('drop.nameInvalid');
  return (
    <Dialog
      title={subject.fileName}
      subtitle={describe(subject, t)}
      mark={<Lamp size={34} />}
      onClose={leave}
      onSubmit={() => {
        if (problem === null) attempt(() => doDrop([item]));
      }}
      actions={
        <>
          <Button onClick={leave}>{t('common.notNow')}</Button>
          <Button look="primary" submit disabled={problem !== null}>
            {doLabel(subject, t)}
            <Icon name="enter" size={14} />
          </Button>
        </>
      }
    >
      <FieldRow label={t('drop.do')}>
        <span className={styles['do']}>{whatText(subject, t)}</span>
      </FieldRow>
      {hasName(subject) ? (
        <TextField
          label={t('common.name')}
          value={item.name}
          problem={problem}
          autoFocus
          onFocus={(event) => event.target.select()}
          onChange={(name) => changeItem(0, { name })}
        />
      ) : null}
      {subject.kind === 'rootfs' || subject.kind === 'url' ? (
        <TextField
          label={t('common.command')}
          mono
          value={item.command}
          onChange={(command) => changeItem(0, { command })}
        />
      ) : null}
      {subject.kind === 'docker-archive' || subject.kind === 'oci-archive' ? (
        <FieldRow label={t('drop.images')}>
          <span className={styles['names']}>
            {subject.names.length === 0 ? t('drop.noNames') : subject.names.join(', ')}
          </span>
        </FieldRow>
      ) : null}
      {subject.kind === 'dockerfile' || subject.kind === 'build-context' ? (
        <FieldRow label={t('drop.context')}>
          <code className={styles['path']}>{subject.contextPath}</code>
        </FieldRow>
      ) : null}
    </Dialog>
  );
}

/** Nothing that could become an image: why not, and another try. */
function Unknown(props: { readonly item: DropItem }) {
  const { t } = useText();
  const { subject } = props.item;
  return (
    <Dialog
      title={t('drop.unknownTitle', { file: subject.fileName })}
      mark={
        <span className={styles['mark']}>
          <Icon name="warning" />
        </span>
      }
      onClose={leave}
      onSubmit={leave}
      actions={
        <>
          <Button
            onClick={() => {
              leave();
              attempt(() => chooseFiles('any'));
            }}
          >
            {t('drop.choose')}
          </Button>
          <Button look="primary" submit>
            {t('common.close')}
          </Button>
        </>
      }
    >
      <p className={styles['reason']}>{subject.kind === 'unknown' ? subject.reason : ''}</p>
    </Dialog>
  );
}
