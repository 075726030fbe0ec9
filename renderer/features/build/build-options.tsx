import { changeDraft, draftOf, type BuildState } from '../../state/build';
import { isImageName } from '../../state/reference';
import { Checkbox, FieldRow, SelectField, TextField } from '../../ui/field';
import { useText } from '../../ui/text';
import styles from './build.module.css';

/** Name, arguments found in the file, target: remembered for each folder. */
export function BuildOptionsCard(props: { readonly state: BuildState }) {
  const { t } = useText();
  const draft = draftOf(props.state);
  const info = props.state.info.kind === 'ready' ? props.state.info.value : null;
  const names = draft.tags.split(/[\s,]+/).filter((name) => name !== '');
  return (
    <section className={styles['card']} aria-label={t('build.options')}>
      <TextField
        label={t('build.tags')}
        hint={names.length > 1 ? undefined : t('build.tagsHint')}
        problem={names.every(isImageName) ? null : t('drop.nameInvalid')}
        placeholder={t('build.tagsPlaceholder')}
        value={draft.tags}
        onChange={(tags) => changeDraft({ tags })}
      />
      {(info?.args ?? []).map((arg) => (
        <TextField
          key={arg.name}
          mono
          label={arg.name}
          placeholder={arg.defaultValue ?? t('build.argDefault')}
          value={draft.args[arg.name] ?? ''}
          onChange={(value) => changeDraft({ args: { ...draft.args, [arg.name]: value } })}
        />
      ))}
      {info === null || info.targets.length === 0 ? null : (
        <SelectField
          label={t('build.target')}
          value={draft.target}
          options={[
            { value: '', text: t('build.targetLast') },
            ...info.targets.map((target) => ({ value: target, text: target })),
          ]}
          onChange={(target) => changeDraft({ target })}
        />
      )}
      <FieldRow label="">
        <Checkbox
          label={t('build.noCache')}
          checked={draft.noCache}
          onChange={(noCache) => changeDraft({ noCache })}
        />
      </FieldRow>
    </section>
  );
}
