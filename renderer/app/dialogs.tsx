import { RenameDialog } from '../features/containers/rename-dialog';
import { RunDialog } from '../features/containers/run-dialog';
import { SaveDialog } from '../features/image/save-dialog';
import { TagDialog } from '../features/image/tag-dialog';
import { PlatformsDialog } from '../features/registry/platforms-dialog';
import { PullDialog } from '../features/registry/pull-dialog';
import { PushDialog } from '../features/registry/push-dialog';
import { RegistryDialog } from '../features/registry/registry-dialog';
import { Palette } from '../features/palette/palette';
import { dialogStore } from '../state/dialogs';
import { useStore } from '../state/store';

/** The dialog that is open, whoever opened it. */
export function Dialogs() {
  const dialog = useStore(dialogStore);
  switch (dialog.kind) {
    case 'none':
      return null;
    case 'palette':
      return <Palette />;
    case 'run':
      return <RunDialog imageName={dialog.imageName} />;
    case 'rename':
      return <RenameDialog container={dialog.container} />;
    case 'tag':
      return <TagDialog image={dialog.image} />;
    case 'pull':
      return <PullDialog />;
    case 'registry':
      return <RegistryDialog registry={dialog.registry} />;
    case 'push':
      return <PushDialog image={dialog.image} />;
    case 'platforms':
      return <PlatformsDialog image={dialog.image} />;
    case 'save':
      return <SaveDialog image={dialog.image} />;
  }
}
