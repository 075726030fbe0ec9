import type { BuildResult } from '../../../shared/model/build';
import type { JobLogInput } from '../../../shared/model/job';
import { UsageError } from '../command';
import { PlainDisplay } from './plain-display';
import { RawJsonDisplay } from './raw-json-display';
import { TtyDisplay } from './tty-display';

/** Shows a build while it goes on. */
export interface BuildDisplay {
  log(entry: JobLogInput): void;
  finished(result: BuildResult): void;
  /** Takes away what is not meant to stay; called however the build ends. */
  close(): void;
}

/** For `-q`: errors are told elsewhere, and the image's id goes to standard output. */
const nothing: BuildDisplay = {
  log: () => undefined,
  finished: () => undefined,
  close: () => undefined,
};

/** `--progress`. @throws UsageError for a kind that there is not. */
export function openDisplay(kind: string, stream: NodeJS.WriteStream): BuildDisplay {
  switch (kind) {
    case 'auto':
      return stream.isTTY ? new TtyDisplay(stream) : new PlainDisplay(stream);
    case 'plain':
      return new PlainDisplay(stream);
    case 'tty':
      if (!stream.isTTY) throw new UsageError('--progress tty needs a terminal: use plain');
      return new TtyDisplay(stream);
    case 'rawjson':
      return new RawJsonDisplay(stream);
    case 'quiet':
      return nothing;
    default:
      throw new UsageError(
        `invalid argument "${kind}" for "--progress": auto, plain, tty, rawjson or quiet`,
      );
  }
}
