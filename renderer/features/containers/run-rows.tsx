import { call } from '../../state/bridge';
import { showError } from '../../state/notices';
import { Button, IconButton } from '../../ui/button';
import { Checkbox, FieldRow, Input } from '../../ui/field';
import { useText } from '../../ui/text';
import styles from './containers.module.css';
import { replaced, without, type EnvRow, type MountRow } from './run-form';

/** Variables, each a name and a value. */
export function EnvRows(props: {
  readonly rows: ReadonlyArray<EnvRow>;
  readonly onChange: (rows: ReadonlyArray<EnvRow>) => void;
}) {
  const { t } = useText();
  const { rows, onChange } = props;
  return (
    <FieldRow label={t('run.env')}>
      <div className={styles['pairs']}>
        {rows.map((row, index) => (
          <div key={index} className={styles['pair']}>
            <Input
              mono
              label={t('run.envName')}
              placeholder={t('run.envName')}
              value={row.name}
              autoFocus={row.name === ''}
              onChange={(name) => onChange(replaced(rows, index, { ...row, name }))}
            />
            <Input
              mono
              label={t('run.envValue')}
              placeholder={t('run.envValue')}
              value={row.value}
              onChange={(value) => onChange(replaced(rows, index, { ...row, value }))}
            />
            <IconButton
              icon="close"
              label={t('common.remove')}
              onClick={() => onChange(without(rows, index))}
            />
          </div>
        ))}
        <Button
          look="quiet"
          size="small"
          icon="plus"
          onClick={() => onChange([...rows, { name: '', value: '' }])}
        >
          {t('run.addEnv')}
        </Button>
      </div>
    </FieldRow>
  );
}

/** Folders of this computer that the container sees. */
export function MountRows(props: {
  readonly rows: ReadonlyArray<MountRow>;
  readonly onChange: (rows: ReadonlyArray<MountRow>) => void;
}) {
  const { t } = useText();
  const { rows, onChange } = props;
  const choose = (): void => {
    call('dialog.open', { kind: 'folder' }).then(([source]) => {
      if (source === undefined) return;
      const target = `/mnt/${source.slice(source.lastIndexOf('/') + 1)}`;
      onChange([...rows, { source, target, readOnly: false }]);
    }, showError);
  };
  return (
    <FieldRow label={t('run.mounts')}>
      <div className={styles['pairs']}>
        {rows.map((row, index) => (
          <div key={index} className={styles['pair']}>
            <Input
              mono
              label={t('run.mountSource')}
              placeholder={t('run.mountSource')}
              value={row.source}
              onChange={(source) => onChange(replaced(rows, index, { ...row, source }))}
            />
            <Input
              mono
              label={t('run.mountTarget')}
              placeholder={t('run.mountTarget')}
              value={row.target}
              onChange={(target) => onChange(replaced(rows, index, { ...row, target }))}
            />
            <Checkbox
              label={t('run.mountReadOnly')}
              checked={row.readOnly}
              onChange={(readOnly) => onChange(replaced(rows, index, { ...row, readOnly }))}
            />
            <IconButton
              icon="close"
              label={t('common.remove')}
              onClick={() => onChange(without(rows, index))}
            />
          </div>
        ))}
        <Button look="quiet" size="small" icon="plus" onClick={choose}>
          {t('run.addMount')}
        </Button>
      </div>
    </FieldRow>
  );
}
