import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../oci/digest';
import { mediaTypes } from '../../../oci/media-types';
import { choosePlatform } from './choose-platform';

function entry(text: string) {
  const [os = '', architecture = '', variant] = text.split('/');
  const platform = { os, architecture, ...(variant === undefined ? {} : { variant }) };
  return { mediaType: mediaTypes.manifest, digest: digestOf(text), size: 1, platform };
}

const cases: ReadonlyArray<readonly [string, ReadonlyArray<string>, string | null]> = [
  ['linux/amd64', ['linux/arm64', 'linux/amd64'], 'linux/amd64'],
  ['linux/amd64', ['windows/amd64', 'linux/amd64'], 'linux/amd64'],
  ['linux/amd64', ['linux/amd64/v3', 'linux/amd64'], 'linux/amd64'],
  ['linux/amd64', ['linux/amd64/v3'], null],
  ['linux/amd64', ['unknown/unknown', 'linux/amd64'], 'linux/amd64'],
  ['linux/arm64', ['linux/arm64/v8'], 'linux/arm64/v8'],
  ['linux/arm64/v8', ['linux/arm64'], 'linux/arm64'],
  ['linux/arm/v7', ['linux/arm/v5', 'linux/arm/v6', 'linux/arm64'], 'linux/arm/v6'],
  ['linux/arm/v6', ['linux/arm/v7'], null],
  ['linux/arm/v7', ['linux/arm/v6', 'linux/arm/v7'], 'linux/arm/v7'],
  ['linux/s390x', ['linux/amd64'], null],
];

describe('image-spec "Image Index": platform', () => {
  it('passes over entries whose digest cannot be verified here', () => {
    const odd = { ...entry('linux/amd64'), digest: 'sha999:aa' };
    const sound = entry('linux/amd64');
    expect(choosePlatform([odd, sound], sound.platform, 'x')).toBe(sound);
  });

  it.each(cases)('%s of %j is %s', (wanted, offered, expected) => {
    const { platform } = entry(wanted);
    const choose = () => choosePlatform(offered.map(entry), platform, 'x').digest;
    if (expected === null)
      expect(choose).toThrow(expect.objectContaining({ code: 'IMAGE_NOT_FOUND' }));
    else expect(choose()).toBe(digestOf(expected));
  });
});
