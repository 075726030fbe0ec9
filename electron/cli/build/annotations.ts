import { UsageError } from '../command';

/**
 * `--annotation [TYPE:]KEY=VALUE`. The store and archives have one manifest an image, so it is the
 * manifest that is annotated. @throws UsageError.
 */
export function annotations(texts: ReadonlyArray<string>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf('=');
      if (equals < 1) {
        throw new UsageError(`invalid annotation "${text}", expected key=value`);
      }
      const match =
        /^((?:manifest|index)[a-z-]*(?:\[[^\]]*\])?(?:,[a-z-]+(?:\[[^\]]*\])?)*):(.+)$/.exec(
          text.slice(0, equals),
        );
      const types = (match?.[1] ?? 'manifest').split(',').map((type) => type.replace(/\[.*/, ''));
      for (const type of types) refuseType(type);
      return [match?.[2] ?? text.slice(0, equals), text.slice(equals + 1)] as const;
    }),
  );
}

function refuseType(type: string): void {
  if (type === 'manifest') return;
  throw new UsageError(
    ['index', 'manifest-descriptor', 'index-descriptor'].includes(type)
      ? `${type} annotations are not supported: an image of one platform has a manifest alone`
      : `unknown annotation type "${type}"`,
  );
}
