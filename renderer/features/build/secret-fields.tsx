import type { BuildSecret, GivenSecret } from '../../../shared/model/build-page';
import { attempt } from '../../state/actions';
import { call } from '../../state/bridge';
import { buildStore, changeDraft, draftOf } from '../../state/build';
import { useLacks } from '../../state/settings';
import { Button } from '../../ui/button';
import { FieldRow, Input, Segments } from '../../ui/field';
import { useText } from '../../ui/text';
import styles from './build-options.module.css';

const kinds = ['value', 'file'] as const;

/** A secret for each id that a step asks for: typed, or a file that is read when the step runs. */
export function SecretFields(props: {
  readonly secrets: ReadonlyArray<BuildSecret>;
  readonly given: Readonly<Record<string, GivenSecret>>;
}) {
  const { t } = useText();
  const lacks = useLacks();
  if (props.secrets.length === 0) return null;
  if (lacks('build-secrets')) {
    return <p className={styles['note']}>{t('build.secretsLacking')}</p>;
  }
  return (
    <fieldset className={styles['group']}>
      <legend>{t('build.secrets')}</legend>
      {props.secrets.map((secret) => (
        <FieldRow key={secret.id} label={secret.id}>
          <SecretField secret={secret} given={props.given[secret.id] ?? emptySecret} />
        </FieldRow>
      ))}
      <p className={styles['note']}>{t('build.secretsHint')}</p>
    </fieldset>
  );
}

const emptySecret: GivenSecret = { kind: 'value', value: '' };

function SecretField(props: { readonly secret: BuildSecret; readonly given: GivenSecret }) {
  const { t } = useText();
  const { id, isRequired } = props.secret;
  const { given } = props;
  const note = t(isRequired ? 'build.secretRequired' : 'build.secretOptional');
  return (
    <div className={styles['secret']}>
      <Segments
        label={t('build.secretFrom', { id })}
        value={given.kind}
        options={kinds.map((value) => ({ value, text: t(`build.secretKind.${value}`) }))}
        onChange={(kind) => give(id, kind === 'file' ? { kind, path: '' } : { kind, value: '' })}
      />
      {given.kind === 'value' ? (
        <Input
          mono
          type="password"
          label={t('build.secretValue', { id })}
          placeholder={note}
          value={given.value}
          onChange={(value) => give(id, { kind: 'value', value })}
        />
      ) : (
        <>
          <Input
            mono
            label={t('build.secretFile', { id })}
            placeholder={note}
            value={given.path}
            onChange={(path) => give(id, { kind: 'file', path })}
          />
          <Button size="small" onClick={() => attempt(() => chooseFile(id))}>
            {t('build.secretChoose')}
          </Button>
        </>
      )}
    </div>
  );
}

function give(id: string, secret: GivenSecret): void {
  changeDraft({ secrets: { ...draftOf(buildStore.get()).secrets, [id]: secret } });
}

async function chooseFile(id: string): Promise<void> {
  const [path] = await call('dialog.open', { kind: 'secret' });
  if (path !== undefined) give(id, { kind: 'file', path });
}
