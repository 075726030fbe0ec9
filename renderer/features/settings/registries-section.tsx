import { useEffect, useState } from 'react';

import type { WireError } from '../../../shared/errors';
import type { LoginInfo } from '../../../shared/model/registry';
import { attempt } from '../../state/actions';
import { call, wireOf } from '../../state/bridge';
import { showDone, showError } from '../../state/notices';
import { Button } from '../../ui/button';
import { ErrorBox } from '../../ui/error-box';
import { FieldRow, TextField } from '../../ui/field';
import { useText } from '../../ui/text';
import { RegistryRulesRow } from './registry-rules-row';
import { Section } from './section';
import styles from './settings.module.css';

/** Who one is at which registry. Passwords go to main and are kept nowhere here. */
export function RegistriesSection() {
  const { t } = useText();
  const [logins, setLogins] = useState<ReadonlyArray<LoginInfo>>([]);
  const read = (): Promise<void> => call('registries.logins', null).then(setLogins);
  useEffect(() => {
    read().catch(showError);
  }, []);
  return (
    <Section title={t('settings.section.registries')}>
      <FieldRow label={t('settings.logins')}>
        {logins.length === 0 ? (
          <span className={styles['none']}>{t('settings.noLogins')}</span>
        ) : null}
        {logins.map(({ registry, username, keptIn }) => (
          <span key={registry} className={styles['use']}>
            {t('settings.login', { user: username, registry })} ·{' '}
            {t('settings.loginKept', { place: keptIn })}
            <Button
              size="small"
              onClick={() =>
                attempt(async () => {
                  await call('registries.logout', { registry });
                  await read();
                })
              }
            >
              {t('settings.logout')}
            </Button>
          </span>
        ))}
      </FieldRow>
      <LoginForm onDone={() => attempt(read)} />
      <RegistryRulesRow />
    </Section>
  );
}

function LoginForm(props: { readonly onDone: () => void }) {
  const { t } = useText();
  const [registry, setRegistry] = useState('');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<WireError | null>(null);
  const [asking, setAsking] = useState(false);
  const isReady = username !== '' && password !== '' && !asking;
  return (
    <form
      className={styles['login']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        setError(null);
        setAsking(true);
        call('registries.login', { registry: registry.trim(), username, password })
          .then(
            (login) => {
              setPassword('');
              showDone((t) => t('settings.loginDone', { registry: login.registry }));
              props.onDone();
            },
            (reason: unknown) => setError(wireOf(reason)),
          )
          .finally(() => setAsking(false));
      }}
    >
      <TextField
        label={t('settings.loginRegistry')}
        hint={t('settings.loginRegistryHint')}
        mono
        placeholder="registry.example.com"
        value={registry}
        onChange={setRegistry}
      />
      <TextField label={t('settings.loginUser')} value={username} onChange={setUsername} />
      <TextField
        label={t('settings.loginPassword')}
        type="password"
        value={password}
        onChange={setPassword}
      />
      {error === null ? null : <ErrorBox error={error} />}
      <FieldRow label="">
        <span className={styles['use']}>
          <Button submit disabled={!isReady}>
            {t('settings.loginTitle')}
          </Button>
        </span>
      </FieldRow>
    </form>
  );
}
