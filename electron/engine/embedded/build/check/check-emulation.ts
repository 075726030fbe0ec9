import { readFile } from 'node:fs/promises';
import { DarkroomError } from '../../../../../shared/errors';
import { hostPlatform } from '../../../../oci/platform';
import type { StageRecipe } from '../plan/stage-recipe';

/** qemu's names of the processors that images are made for. */
const emulators: Readonly<Record<string, string>> = {
  '386': 'i386',
  amd64: 'x86_64',
  arm: 'arm',
  arm64: 'aarch64',
  loong64: 'loongarch64',
  mips64le: 'mips64el',
  ppc64le: 'ppc64le',
  riscv64: 'riscv64',
  s390x: 's390x',
};
/** Programs that the machine's own processor runs without help. */
const native: Readonly<Record<string, ReadonlyArray<string>>> = { amd64: ['386'], arm64: ['arm'] };

/** Says before anything runs that a RUN's programs are for a processor nobody emulates here. */
export async function checkEmulation(recipes: Iterable<StageRecipe>): Promise<void> {
  const own = hostPlatform().architecture;
  for (const { config, steps } of recipes) {
    const step = steps.find(({ work }) => work.kind === 'run');
    const { architecture } = config;
    if (step === undefined || architecture === own) continue;
    if (native[own]?.includes(architecture) === true || (await isEmulated(architecture))) continue;
    throw new DarkroomError(
      'NOT_SUPPORTED',
      `RUN needs a processor of kind ${architecture}, and this machine (${own}) does not emulate one`,
      {
        data: { platform: architecture, host: own },
        range: step.range,
        hint: 'Install the packages qemu-user-static and binfmt-support, then build again.',
      },
    );
  }
}

async function isEmulated(architecture: string): Promise<boolean> {
  const name = emulators[architecture] ?? architecture;
  const text = await readFile(`/proc/sys/fs/binfmt_misc/qemu-${name}`, 'utf8').catch(() => '');
  return text.startsWith('enabled');
}
