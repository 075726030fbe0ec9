import type { ErrorCode, WireError } from '../../shared/errors';
import type { TextKey } from '../../shared/text/text';
import { attempt, chooseFiles, freeUp } from '../state/actions';
import { navigate } from '../state/navigation';
import type { NoticeAction } from '../state/notices';
import { Button } from '../ui/button';
import { useText } from '../ui/text';

interface NextStep {
  readonly key: TextKey & `error.${string}`;
  readonly run: () => void;
}

const settings: NextStep = { key: 'error.openSettings', run: () => navigate({ kind: 'settings' }) };
const containers: NextStep = {
  key: 'error.showContainers',
  run: () => navigate({ kind: 'containers' }),
};
const another: NextStep = {
  key: 'error.another',
  run: () => attempt(() => chooseFiles('archive')),
};

const nextSteps: Readonly<Partial<Record<ErrorCode, NextStep>>> = {
  DISK_FULL: { key: 'error.freeUp', run: () => attempt(freeUp) },
  IN_USE: containers,
  CONTAINER_RUNNING: containers,
  CONTAINER_NOT_RUNNING: containers,
  CONTAINER_NAME_IN_USE: containers,
  IMAGE_NOT_FOUND: { key: 'error.showImages', run: () => navigate({ kind: 'images' }) },
  ARCHIVE_CORRUPT: another,
  ARCHIVE_NOT_AN_IMAGE: another,
  ARCHIVE_NOT_A_ROOTFS: another,
  ARCHIVE_TRUNCATED: another,
  ARCHIVE_UNKNOWN_FORMAT: another,
  SANDBOX_NO_SUBIDS: settings,
  SANDBOX_NO_USER_NAMESPACE: settings,
  SANDBOX_TOOL_MISSING: settings,
  SANDBOX_UNSUPPORTED_SYSTEM: settings,
};

/** The next step of an error as a button, beside the one of the notice itself. */
export function ErrorActions(props: {
  readonly error: WireError;
  readonly own: NoticeAction | undefined;
  readonly onDone: () => void;
}) {
  const { t } = useText();
  const step = nextSteps[props.error.code];
  return (
    <>
      {step === undefined ? null : (
        <Button size="small" onClick={step.run}>
          {t(step.key)}
        </Button>
      )}
      {props.own === undefined ? null : (
        <Button size="small" onClick={props.onDone}>
          {props.own.label(t)}
        </Button>
      )}
    </>
  );
}
