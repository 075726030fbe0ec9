import { Component, type ErrorInfo, type ReactNode } from 'react';

import { Button } from '../ui/button';
import { EmptyState } from '../ui/empty-state';
import { useText } from '../ui/text';
import styles from './error-boundary.module.css';

interface Props {
  readonly children: ReactNode;
  /** A new key (e.g. another page) tries again. */
  readonly resetKey?: string;
}

interface State {
  readonly error: Error | null;
  readonly key: string | undefined;
}

/** A bug in one page leaves the rest of the window working. React offers this only as a class. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, key: this.props.resetKey };

  static getDerivedStateFromError(error: Error): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.resetKey === state.key ? null : { error: null, key: props.resetKey };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return <Broken error={this.state.error} onRetry={() => this.setState({ error: null })} />;
  }
}

function Broken(props: { readonly error: Error; readonly onRetry: () => void }) {
  const { t } = useText();
  const details = `${props.error.message}\n${props.error.stack ?? ''}`;
  return (
    <div className={styles['broken']} role="alert">
      <EmptyState title={t('error.window')} text={t('error.windowText')}>
        <Button look="primary" onClick={props.onRetry}>
          {t('error.reload')}
        </Button>
        <Button onClick={() => void navigator.clipboard.writeText(details)}>
          {t('error.copy')}
        </Button>
      </EmptyState>
      <code className={styles['message']}>{props.error.message}</code>
    </div>
  );
}
