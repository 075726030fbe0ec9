import { posix } from 'node:path';
import { nothing, quote, runAll, type DraftInput, type DraftPart } from './draft-part';

const wanted = /^\/etc\/systemd\/system\/[^/]+\.(wants|requires)\/([^/]+)$/;

/** Units that were enabled or disabled by hand: systemctl writes links, also where nothing runs. */
export function draftServices(
  input: DraftInput,
  isAccounted: (path: string) => boolean,
): DraftPart {
  const { after, before, changes } = input;
  if (after.node('usr/bin/systemctl') === null && after.node('bin/systemctl') === null) {
    return nothing;
  }
  const enabled = new Set<string>();
  const disabled = new Set<string>();
  const paths = new Set<string>();
  for (const change of changes) {
    const unit = wanted.exec(change.path)?.[2];
    if (unit === undefined || isAccounted(change.path)) continue;
    const files = change.kind === 'deleted' ? before : after;
    const link = files.node(change.path.slice(1))?.link;
    if (link === undefined || posix.basename(link) !== unit) continue;
    paths.add(change.path);
    if (change.kind === 'added') enabled.add(unit);
    if (change.kind === 'deleted') disabled.add(unit);
  }
  const commands = [
    ...(enabled.size === 0 ? [] : [`systemctl enable ${[...enabled].map(quote).join(' ')}`]),
    ...(disabled.size === 0 ? [] : [`systemctl disable ${[...disabled].map(quote).join(' ')}`]),
  ];
  return commands.length === 0
    ? nothing
    : { ...nothing, instructions: [runAll(commands)], covers: (path) => paths.has(path) };
}
