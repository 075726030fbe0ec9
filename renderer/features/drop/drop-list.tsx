import { attempt, doDrop } from '../../state/actions';
import { changeItem, isUsable, type DropItem } from '../../state/drop';
import { isImageName } from '../../state/reference';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Input } from '../../ui/field';
import { Icon } from '../../ui/icon';
import { Lamp } from '../../ui/lamp';
import { useText } from '../../ui/text';
import { describe, hasName } from './describe';
import styles from './drop.module.css';

/** Several things at once: one line each, one confirmation, run one after the other. */
export function DropList(props: {
  readonly items: ReadonlyArray<DropItem>;
  readonly onLeave: () => void;
}) {
  const { t } = useText();
  const usable = props.items.filter(isUsable);
  const valid = usable.every((item) => item.name === '' || isImageName(item.name));
  return (
    <Dialog
      wide
      title={t('drop.several', { n: props.items.length })}
      subtitle={t('drop.severalText')}
      mark={<Lamp size={34} />}
      onClose={props.onLeave}
      onSubmit={() => {
        if (valid && usable.length > 0) attempt(() => doDrop(usable));
      }}
      actions={
        <>
          <Button onClick={props.onLeave}>{t('common.notNow')}</Button>
          <Button look="primary" submit disabled={!valid || usable.length === 0}>
            {t('drop.all', { n: usable.length })}
            <Icon name="enter" size={14} />
          </Button>
        </>
      }
    >
      <ul className={styles['items']}>
        {props.items.map((item, index) => (
          <li
            key={`${item.subject.path}-${index}`}
            className={styles['item']}
            data-unusable={isUsable(item) ? undefined : ''}
          >
            <div>
              <div className={styles['file']} title={item.subject.path}>
                {item.subject.fileName}
              </div>
              <div className={styles['what']}>{describe(item.subject, t)}</div>
            </div>
            {hasName(item.subject) ? (
              <Input
                label={`${t('common.name')}: ${item.subject.fileName}`}
                value={item.name}
                aria-invalid={item.name === '' || isImageName(item.name) ? undefined : true}
                onChange={(name) => changeItem(index, { name })}
              />
            ) : null}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
