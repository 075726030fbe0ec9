import type { BuildArg, BuildTextCheck } from '../../../shared/model/build-page';
import { buildStore, changeDraft, draftOf, namesIn, type BuildState } from '../../state/build';
import { isImageName } from '../../state/reference';
import { Checkbox, FieldRow, SelectField, TextField } from '../../ui/field';
import { Icon } from '../../ui/icon';
import { useText } from '../../ui/text';
import styles from './build-options.module.css';
import { SecretFields } from './secret-fields';

const platforms = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/386', 'linux/riscv64'];
const networks = ['default', 'none', 'host'] as const;

/** Everything a build can be given, found in its text; folded away to one line that says it. */
export function BuildOptionsCard(props: {
  readonly state: BuildState;
  readonly check: BuildTextCheck;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
}) {
  const { t } = useText();
  const draft = draftOf(props.state);
  const { args, targets, secrets } = props.check;
  const names = namesIn(draft.tags);
  const given = args.filter((arg) => (draft.args[arg.name] ?? '') !== '');
  const summary = [
    names[0] ?? '',
    draft.target,
    draft.platform,
    ...given.map((arg) => (arg.isSecret ? arg.name : `${arg.name}=${draft.args[arg.name]}`)),
    draft.noCache ? t('build.noCache') : '',
  ].filter((part) => part !== '');
  return (
    <section className={styles['card']} aria-label={t('build.options')}>
      <button
        type="button"
        className={styles['summary']}
        aria-expanded={props.isOpen}
        onClick={() => props.onToggle(!props.isOpen)}
      >
        <span className={styles['twist']} data-open={props.isOpen ? '' : undefined}>
          <Icon name="forward" size={12} />
        </span>
        <strong>{t('build.optionsShow')}</strong>
        {props.isOpen ? null : <code className={styles['given']}>{summary.join(' · ')}</code>}
      </button>
      {props.isOpen ? (
        <div className={styles['fields']}>
          <TextField
            label={t('build.tags')}
            hint={names.length > 1 ? undefined : t('build.tagsHint')}
            problem={names.every(isImageName) ? null : t('drop.nameInvalid')}
            placeholder={t('build.tagsPlaceholder')}
            value={draft.tags}
            onChange={(tags) => changeDraft({ tags })}
          />
          {args.length === 0 ? null : (
            <fieldset className={styles['group']}>
              <legend>{t('build.args')}</legend>
              {args.map((arg) => (
                <ArgField key={arg.name} arg={arg} value={draft.args[arg.name] ?? ''} />
              ))}
            </fieldset>
          )}
          {targets.length === 0 && draft.target === '' ? null : (
            <SelectField
              label={t('build.target')}
              value={draft.target}
              options={[
                { value: '', text: t('build.targetLast') },
                ...withChosen(targets, draft.target).map((value) => ({ value, text: value })),
              ]}
              onChange={(target) => changeDraft({ target })}
            />
          )}
          <SelectField
            label={t('build.platform')}
            value={draft.platform}
            options={[
              { value: '', text: t('build.platformThis') },
              ...withChosen(platforms, draft.platform).map((value) => ({ value, text: value })),
            ]}
            onChange={(platform) => changeDraft({ platform })}
          />
          <SelectField
            label={t('build.network')}
            value={draft.network}
            options={networks.map((value) => ({ value, text: t(`build.network.${value}`) }))}
            onChange={(network) => changeDraft({ network })}
          />
          <SecretFields secrets={secrets} given={draft.secrets} />
          <FieldRow label="">
            <Checkbox
              label={t('build.noCache')}
              checked={draft.noCache}
              onChange={(noCache) => changeDraft({ noCache })}
            />
          </FieldRow>
        </div>
      ) : null}
    </section>
  );
}

/** What is remembered is offered although the text does not have it. */
function withChosen(values: ReadonlyArray<string>, chosen: string): ReadonlyArray<string> {
  return chosen === '' || values.includes(chosen) ? values : [...values, chosen];
}

function ArgField(props: { readonly arg: BuildArg; readonly value: string }) {
  const { t } = useText();
  const { arg, value } = props;
  const { name, defaultValue, isSecret } = arg;
  return (
    <TextField
      mono
      label={name}
      type={isSecret ? 'password' : 'text'}
      hint={isSecret ? t('build.argSecret') : undefined}
      placeholder={
        defaultValue === null
          ? t('build.argDefault')
          : t('build.argDefaultIs', { value: defaultValue })
      }
      value={value}
      onChange={(next) => changeDraft({ args: { ...draftArgs(), [name]: next } })}
    />
  );
}

function draftArgs(): Readonly<Record<string, string>> {
  return draftOf(buildStore.get()).args;
}
