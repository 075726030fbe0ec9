import type { MenuItemConstructorOptions } from 'electron';

import type { MenuCommand } from '../../shared/ipc/contract';
import { translator, type Language } from '../../shared/text/text';

/**
 * The native menu: the design's shortcuts, in the language of the window. A key that the page has
 * used itself (a terminal takes Ctrl K) does not reach the menu.
 */
export function menuTemplate(
  language: Language,
  send: (command: MenuCommand) => void,
  options: { readonly developer: boolean },
): MenuItemConstructorOptions[] {
  const t = translator(language);
  const command = (
    label: string,
    id: MenuCommand,
    accelerator?: string,
  ): MenuItemConstructorOptions => ({
    id,
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => send(id),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return [
    {
      label: t('menu.file'),
      submenu: [
        command(t('menu.import'), 'import', 'CommandOrControl+O'),
        { ...command(t('place.build'), 'build', 'CommandOrControl+B'), id: 'build-file' },
        separator,
        { role: 'quit', label: t('menu.quit') },
      ],
    },
    {
      label: t('menu.edit'),
      submenu: [
        { role: 'undo', label: t('menu.undo') },
        { role: 'redo', label: t('menu.redo') },
        separator,
        { role: 'cut', label: t('menu.cut') },
        { role: 'copy', label: t('menu.copy') },
        { role: 'paste', label: t('menu.paste') },
        { role: 'selectAll', label: t('menu.selectAll') },
        separator,
        command(t('menu.find'), 'find', 'CommandOrControl+F'),
      ],
    },
    {
      label: t('menu.go'),
      submenu: [
        command(t('menu.palette'), 'palette', 'CommandOrControl+K'),
        separator,
        command(t('place.images'), 'images', 'CommandOrControl+1'),
        command(t('place.containers'), 'containers', 'CommandOrControl+2'),
        command(t('place.build'), 'build', 'CommandOrControl+3'),
        command(t('place.activity'), 'activity', 'CommandOrControl+4'),
        command(t('place.settings'), 'settings', 'CommandOrControl+5'),
      ],
    },
    {
      label: t('menu.container'),
      submenu: [command(t('menu.snapshot'), 'snapshot', 'CommandOrControl+S')],
    },
    {
      label: t('menu.view'),
      submenu: [
        { role: 'zoomIn', label: t('menu.zoomIn'), accelerator: 'CommandOrControl+=' },
        { role: 'zoomOut', label: t('menu.zoomOut') },
        { role: 'resetZoom', label: t('menu.zoomReset') },
        separator,
        { role: 'togglefullscreen', label: t('menu.fullscreen') },
        ...(options.developer
          ? [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]
          : []),
      ],
    },
    {
      label: t('menu.window'),
      submenu: [
        { role: 'minimize', label: t('menu.minimize') },
        { role: 'close', label: t('menu.close') },
      ],
    },
    { label: t('menu.help'), submenu: [{ role: 'about', label: t('menu.about') }] },
  ];
}
