import type { ArchiveOutput } from '../../../../../shared/model/build';
import type { ImageConfig } from '../../../../../shared/model/image';
import { encodeConfig } from '../../../../oci/config';
import { describe, type Descriptor } from '../../../../oci/descriptor';
import { digestOf } from '../../../../oci/digest';
import { encodeManifest } from '../../../../oci/manifest';
import { mediaTypes } from '../../../../oci/media-types';
import { parseReference } from '../../../../oci/reference';
import type { StagedBlob } from '../../../../store/store';
import type { WorkContext } from '../../../engine';
import { writeArchive } from '../../import/save-archive';
import { archiveMembers, type ArchiveBlob } from '../../import/save-plan';
import type { Say } from '../internal-steps';
import type { BuildSession } from '../step-context';
import { outgoingLayers } from './archive-layers';
import { needStdout } from './export-files';
import { writeLayout } from './write-layout';

export interface ArchiveExport {
  readonly session: BuildSession;
  readonly config: ImageConfig;
  readonly names: ReadonlyArray<string>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly stdout: NodeJS.WritableStream | null;
  readonly work: WorkContext;
  readonly say: Say;
}

export interface ExportedImage {
  readonly configDigest: string;
  readonly manifest: Descriptor;
}

/** `--output type=oci` and `type=docker,dest=…`: the image in an archive or layout, not in the store. */
export async function exportArchive(
  output: ArchiveOutput,
  request: ArchiveExport,
): Promise<ExportedImage> {
  const { session, config, names, work, say } = request;
  const staged: StagedBlob[] = [];
  try {
    const layers = await outgoingLayers(
      session,
      config.rootfs.diff_ids,
      output.compression,
      staged,
      work.signal,
    );
    say('exporting layers done');
    const configBytes = encodeConfig(config);
    const manifestBytes = encodeManifest(
      describe(mediaTypes.config, configBytes),
      layers.map(({ descriptor }) => descriptor),
      request.annotations,
    );
    const part = {
      config: inMemory(configBytes),
      manifest: inMemory(manifestBytes),
      layers: layers.map(({ blob }) => blob),
      references: names.map((name) => parseReference(name)),
    };
    say(`exporting manifest ${part.manifest.digest} done`);
    say(`exporting config ${part.config.digest} done`);
    const members = archiveMembers([part], output.format);
    if (output.asFolder) await writeLayout(output.path, members, work);
    else {
      const target = output.path === '-' ? needStdout(request.stdout) : output.path;
      await writeArchive(session, members, target, 'none', work);
      say('sending tarball done');
    }
    return {
      configDigest: part.config.digest,
      manifest: describe(mediaTypes.manifest, manifestBytes),
    };
  } finally {
    await Promise.all(staged.map((blob) => blob.discard()));
  }
}

function inMemory(bytes: Buffer): ArchiveBlob {
  return { digest: digestOf(bytes), sizeBytes: bytes.length, content: { kind: 'bytes', bytes } };
}
