import { MakerBase, type MakerOptions } from '@electron-forge/maker-base';
import type { ForgePlatform } from '@electron-forge/shared-types';

/** A target of electron-builder; the platform is the one it is for. */
export interface BuilderTarget {
  readonly platform: ForgePlatform;
  readonly target: 'AppImage' | 'nsis' | 'dmg';
}

const optionOf = { AppImage: 'linux', nsis: 'win', dmg: 'mac' } as const;

/** Makes an installer from the packaged folder with electron-builder, through its way in for Forge. */
export class ElectronBuilderMaker extends MakerBase<BuilderTarget> {
  readonly name: string;
  readonly defaultPlatforms: ForgePlatform[];
  private readonly kind: BuilderTarget['target'];

  constructor({ platform, target }: BuilderTarget) {
    super({ platform, target }, [platform]);
    this.name = `electron-builder-${target}`;
    this.defaultPlatforms = [platform];
    this.kind = target;
  }

  override isSupportedOnCurrentPlatform(): boolean {
    return this.defaultPlatforms.includes(process.platform as ForgePlatform);
  }

  override async make({ dir, targetArch, packageJSON }: MakerOptions): Promise<string[]> {
    // Loaded late: it is large, and packaging alone needs none of it.
    const { buildForge } = await import('app-builder-lib');
    return buildForge(
      { dir },
      {
        [optionOf[this.kind]]: [`${this.kind}:${targetArch}`],
        config: {
          appId: 'org.darkroom.Darkroom',
          productName: String(packageJSON.productName),
          publish: null,
          directories: { output: `${dir}-${this.kind.toLowerCase()}` },
          linux: { category: 'Development', icon: 'build/icons/darkroom-512.png' },
          win: { icon: 'build/icons/darkroom.ico' },
          mac: {
            icon: 'build/icons/darkroom.icns',
            category: 'public.app-category.developer-tools',
          },
          nsis: { oneClick: false, perMachine: false },
        },
      },
    );
  }
}
