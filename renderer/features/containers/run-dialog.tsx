import { useEffect, useState } from 'react';

import type { WireError } from '../../../shared/errors';
import { runContainer } from '../../state/actions';
import { call, wireOf } from '../../state/bridge';
import { joinCommand } from '../../state/command-line';
import { closeDialog } from '../../state/dialogs';
import { imageName, imagesStore, sortImages } from '../../state/images';
import { readyOr } from '../../state/loadable';
import { useStore } from '../../state/store';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ErrorBox } from '../../ui/error-box';
import { Checkbox, FieldRow, SelectField, TextField } from '../../ui/field';
import { Icon } from '../../ui/icon';
import { Lamp } from '../../ui/lamp';
import { useText } from '../../ui/text';
import { EnvRows, MountRows } from './run-rows';
import { containerOptions, emptyRun, type RunForm } from './run-form';

/** How a container starts. Every field may stay empty: the image says the rest. */
export function RunDialog(props: { readonly imageName: string | null }) {
  const { t } = useText();
  const images = sortImages(readyOr(useStore(imagesStore), []));
  const [form, setForm] = useState<RunForm>({
    ...emptyRun,
    image: props.imageName ?? (images[0] === undefined ? '' : nameFor(images[0])),
  });
  const [error, setError] = useState<WireError | null>(null);
  const [starting, setStarting] = useState(false);
  const ownCommand = useImageCommand(form.image);
  const change = (changed: Partial<RunForm>): void => setForm({ ...form, ...changed });
  const submit = (): void => {
    if (form.image === '' || starting) return;
    setStarting(true);
    setError(null);
    runContainer(containerOptions(form))
      .then(closeDialog, (reason: unknown) => setError(wireOf(reason)))
      .finally(() => setStarting(false));
  };
  return (
    <Dialog
      wide
      title={t('run.title', { name: form.image === '' ? '' : form.image })}
      mark={<Lamp size={26} working={starting} />}
      onClose={closeDialog}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button look="primary" submit disabled={form.image === '' || starting}>
            {t('run.do')}
            <Icon name="enter" size={14} />
          </Button>
        </>
      }
    >
      {images.length === 0 ? <p>{t('run.noImages')}</p> : null}
      {props.imageName === null && images.length > 0 ? (
        <SelectField
          label={t('run.image')}
          value={form.image}
          options={images.map((image) => ({ value: nameFor(image), text: imageName(image) }))}
          onChange={(image) => change({ image })}
        />
      ) : null}
      <TextField
        label={t('run.command')}
        hint={t('run.commandHint')}
        mono
        autoFocus
        placeholder={ownCommand}
        value={form.command}
        onChange={(command) => change({ command })}
      />
      <TextField
        label={t('run.name')}
        hint={t('run.nameHint')}
        value={form.name}
        onChange={(name) => change({ name })}
      />
      <EnvRows rows={form.env} onChange={(env) => change({ env })} />
      <MountRows rows={form.mounts} onChange={(mounts) => change({ mounts })} />
      <FieldRow label="">
        <Checkbox
          label={t('run.interactive')}
          checked={form.interactive}
          onChange={(interactive) => change({ interactive })}
        />
        <Checkbox
          label={t('run.network')}
          checked={form.hostNetwork}
          onChange={(hostNetwork) => change({ hostNetwork })}
        />
        <Checkbox
          label={t('run.autoRemove')}
          checked={form.autoRemove}
          onChange={(autoRemove) => change({ autoRemove })}
        />
      </FieldRow>
      {error === null ? null : <ErrorBox error={error} />}
    </Dialog>
  );
}

function nameFor(image: { readonly names: ReadonlyArray<string>; readonly id: string }): string {
  return image.names[0] ?? image.id;
}

/** What the image itself would start, shown where the command can be typed. */
function useImageCommand(name: string): string {
  const [command, setCommand] = useState('');
  useEffect(() => {
    if (name === '') return;
    let current = true;
    call('images.inspect', { name }).then(
      ({ config }) => {
        const words = [...(config.config.Entrypoint ?? []), ...(config.config.Cmd ?? [])];
        if (current) setCommand(joinCommand(words));
      },
      () => setCommand(''),
    );
    return () => {
      current = false;
    };
  }, [name]);
  return command;
}
