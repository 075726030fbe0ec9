import type { ResourceUsage } from '../../../shared/model/container';

/** Growth of a counter from sample to sample; a counter that began anew counts from nothing. */
export function ratesOf(
  samples: ReadonlyArray<ResourceUsage>,
  pick: (sample: ResourceUsage) => number,
): ReadonlyArray<number> {
  return samples.slice(1).map((sample, index) => {
    const before = samples[index];
    const grown = pick(sample) - (before === undefined ? 0 : pick(before));
    return grown < 0 ? pick(sample) : grown;
  });
}
