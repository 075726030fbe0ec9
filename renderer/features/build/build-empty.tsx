import { attempt, chooseContext } from '../../state/actions';
import { buildStore, openContext, recentContexts } from '../../state/build';
import { jobsStore } from '../../state/jobs';
import { readyOr } from '../../state/loadable';
import { useStore } from '../../state/store';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { Icon } from '../../ui/icon';
import { Lamp } from '../../ui/lamp';
import { Page, PageHead } from '../../ui/page';
import { useText } from '../../ui/text';
import styles from './build.module.css';

/** No folder yet: choose one, or one of those built before. */
export function BuildEmpty() {
  const { t } = useText();
  const { startingText } = useStore(buildStore);
  const recent = recentContexts(readyOr(useStore(jobsStore), []));
  const base = /^FROM (\S+)/.exec(startingText ?? '')?.[1];
  return (
    <Page>
      <PageHead title={t('build.title')} />
      <EmptyState
        title={base === undefined ? t('build.empty.title') : t('build.onImage', { name: base })}
        text={base === undefined ? t('build.empty.text') : t('build.onImageText')}
        mark={<Lamp size={30} />}
      >
        <Button look="primary" onClick={() => attempt(chooseContext)}>
          {t('build.chooseFolder')}
        </Button>
        {recent.length === 0 ? null : (
          <section className={styles['recent']} aria-label={t('build.recent')}>
            <h3>{t('build.recent')}</h3>
            <ul>
              {recent.map((path) => (
                <li key={path}>
                  <button type="button" onClick={() => void openContext(path)}>
                    <Icon name="folder" />
                    <code>{path}</code>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </EmptyState>
    </Page>
  );
}
