import type { JobState } from '../../../shared/model/job';
import { StateDot } from '../../ui/tag';
import { useText } from '../../ui/text';

const tones = {
  queued: 'off',
  running: 'running',
  done: 'good',
  failed: 'bad',
  cancelled: 'off',
} as const;

export function JobStateDot(props: { readonly state: JobState }) {
  const { t } = useText();
  return <StateDot tone={tones[props.state]}>{t(`job.state.${props.state}`)}</StateDot>;
}
