import { useState } from 'react';

import type { WireError } from '../../../shared/errors';
import { isLoopback, type RegistryPlace } from '../../../shared/model/registry';
import { call, wireOf } from '../../state/bridge';
import { closeDialog } from '../../state/dialogs';
import { setRegistry } from '../../state/registries';
import { settingsStore } from '../../state/settings';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ErrorBox } from '../../ui/error-box';
import { Checkbox, FieldRow, TextField } from '../../ui/field';
import { Icon } from '../../ui/icon';
import { useText } from '../../ui/text';
import { CaRow, useCertificates } from './ca-row';
import { MirrorRows } from './mirror-rows';
import { allowsPlain, formOf, rulesOf, type RegistryForm } from './registry-form';
import styles from './registry.module.css';
import { TestedPlaces } from './tested-places';

/** Mirrors, plain HTTP and the own authority of one registry, tried before they are kept. */
export function RegistryDialog(props: { readonly registry: string | null }) {
  const { t } = useText();
  const known = props.registry;
  const [form, setForm] = useState<RegistryForm>(() =>
    formOf(known ?? '', known === null ? {} : (settingsStore.get().registries[known] ?? {})),
  );
  const [doing, setDoing] = useState<'nothing' | 'testing' | 'saving'>('nothing');
  const [places, setPlaces] = useState<ReadonlyArray<RegistryPlace> | null>(null);
  const [error, setError] = useState<WireError | null>(null);
  const certificates = useCertificates(form.caFile);
  const isReady = doing === 'nothing' && certificates?.kind !== 'failed';
  const change = (changed: Partial<RegistryForm>): void => {
    setForm({ ...form, ...changed });
    setPlaces(null);
    setError(null);
  };
  const work = (now: 'testing' | 'saving', act: () => Promise<void>): void => {
    if (!isReady) return;
    setDoing(now);
    setError(null);
    act()
      .catch((reason: unknown) => setError(wireOf(reason)))
      .finally(() => setDoing('nothing'));
  };
  const registry = form.registry.trim();
  const test = async (): Promise<void> => {
    setPlaces(null);
    setPlaces(await call('registries.test', { registry, rules: rulesOf(form) }));
  };
  return (
    <Dialog
      wide
      title={known === null ? t('registry.title') : t('registry.titleOf', { registry: known })}
      onClose={closeDialog}
      onSubmit={() => work('saving', () => setRegistry(registry, rulesOf(form)).then(closeDialog))}
      actions={
        <>
          <span className={styles['test']}>
            <Button disabled={!isReady} onClick={() => work('testing', test)}>
              {t(doing === 'testing' ? 'registry.testing' : 'registry.test')}
            </Button>
          </span>
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button look="primary" submit disabled={!isReady}>
            {t('registry.keep')}
          </Button>
        </>
      }
    >
      {known === null ? (
        <TextField
          label={t('settings.loginRegistry')}
          hint={t('settings.loginRegistryHint')}
          mono
          autoFocus
          placeholder="registry.example.com"
          value={form.registry}
          onChange={(value) => change({ registry: value })}
        />
      ) : null}
      <MirrorRows mirrors={form.mirrors} onChange={(mirrors) => change({ mirrors })} />
      <ConnectionRow form={form} onChange={change} />
      <CaRow
        path={form.caFile}
        certificates={certificates}
        onChange={(caFile) => change({ caFile })}
      />
      <div role="status">{places === null ? null : <TestedPlaces places={places} />}</div>
      {error === null ? null : <ErrorBox error={error} />}
    </Dialog>
  );
}

function ConnectionRow(props: {
  readonly form: RegistryForm;
  readonly onChange: (changed: Partial<RegistryForm>) => void;
}) {
  const { t } = useText();
  const { form } = props;
  const isAllowed = allowsPlain(form);
  const isHere = isLoopback(form.registry.trim());
  return (
    <FieldRow label={t('registry.connection')}>
      <Checkbox
        label={t('registry.insecure')}
        checked={isAllowed}
        onChange={(insecure) => props.onChange({ insecure })}
      />
      {isHere ? (
        <p className={styles['hint']}>{t('registry.insecureHere')}</p>
      ) : (
        <p className={styles['hint']} data-warns={isAllowed ? '' : undefined}>
          {isAllowed ? <Icon name="warning" size={14} /> : null}
          {t('registry.insecureHint')}
        </p>
      )}
    </FieldRow>
  );
}
