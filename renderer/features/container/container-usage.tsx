import type { ContainerSummary, ResourceUsage } from '../../../shared/model/container';
import { formatBytes } from '../../../shared/text/format';
import { useContainerUsage } from '../../state/container-watch';
import { EmptyState } from '../../ui/empty-state';
import { ErrorBox } from '../../ui/error-box';
import { Sparkline } from '../../ui/sparkline';
import { useText } from '../../ui/text';
import styles from './container.module.css';
import { ratesOf } from './usage-rates';

const capacity = 90;

/** What the container uses, second by second, while it runs. */
export function ContainerUsage(props: { readonly container: ContainerSummary }) {
  const { t } = useText();
  const { container } = props;
  const { value, error } = useContainerUsage(container);
  if (container.state !== 'running') {
    return <EmptyState title={t('usage.notRunning')} text={t('usage.notRunningText')} />;
  }
  if (error !== null) {
    return (
      <div className={styles['padded']}>
        <ErrorBox error={error} />
      </div>
    );
  }
  const samples = value ?? [];
  const last = samples.at(-1);
  const received = ratesOf(samples, (sample) => sample.receivedBytes);
  const sent = ratesOf(samples, (sample) => sample.sentBytes);
  const read = ratesOf(samples, (sample) => sample.readBytes);
  const written = ratesOf(samples, (sample) => sample.writtenBytes);
  const perSecond = (bytes: number | undefined): string =>
    t('format.perSecond', { size: formatBytes(bytes ?? 0) });
  const total = (pick: (sample: ResourceUsage) => number): string =>
    t('usage.total', { size: formatBytes(last === undefined ? 0 : pick(last)) });
  return (
    <div className={styles['usage']}>
      <Chart
        title={t('usage.cpu')}
        now={`${(last?.cpuPercent ?? 0).toFixed(1)} %`}
        values={samples.map((sample) => sample.cpuPercent)}
        top={100}
      />
      <Chart
        title={t('usage.memory')}
        now={formatBytes(last?.memoryBytes ?? 0)}
        more={
          last === undefined || last.memoryLimitBytes === 0
            ? ''
            : t('usage.limit', { size: formatBytes(last.memoryLimitBytes) })
        }
        values={samples.map((sample) => sample.memoryBytes)}
        top={(last?.memoryBytes ?? 0) * 1.25}
      />
      <Chart
        title={t('usage.received')}
        now={perSecond(received.at(-1))}
        more={total((sample) => sample.receivedBytes)}
        values={received}
        top={1024}
      />
      <Chart
        title={t('usage.sent')}
        now={perSecond(sent.at(-1))}
        more={total((sample) => sample.sentBytes)}
        values={sent}
        top={1024}
      />
      <Chart
        title={t('usage.read')}
        now={perSecond(read.at(-1))}
        more={total((sample) => sample.readBytes)}
        values={read}
        top={1024}
      />
      <Chart
        title={t('usage.written')}
        now={perSecond(written.at(-1))}
        more={total((sample) => sample.writtenBytes)}
        values={written}
        top={1024}
      />
      <Chart
        title={t('usage.processes')}
        now={String(last?.processCount ?? 0)}
        values={samples.map((sample) => sample.processCount)}
        top={4}
      />
    </div>
  );
}

function Chart(props: {
  readonly title: string;
  readonly now: string;
  readonly more?: string;
  readonly values: ReadonlyArray<number>;
  readonly top: number;
}) {
  return (
    <section className={styles['card']}>
      <div className={styles['chartHead']}>
        <h3>{props.title}</h3>
        <strong>{props.now}</strong>
      </div>
      <Sparkline
        label={`${props.title}: ${props.now}`}
        values={props.values}
        capacity={capacity}
        top={props.top}
      />
      <p className={styles['dim']}>{props.more ?? ''}</p>
    </section>
  );
}
