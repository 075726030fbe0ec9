import { Prefilter } from './prefilter';
import { triggers } from './triggers';

/** `tablesOf` of the triggers, in base64; prefilter.test.ts works it out again and compares. */
export const triggerTables =
  'OYwpaAOIAEnAAAmEACkZFgkALQmMB/C+AAAAAAAAAAAQkoFdQAQEAEiLICBEAACQAAAAIKpR/pQAAAAAAAAAAMAURFoSYCgBhIWEAAAxIOAAACEEKaBa1AAAAAAAAAAAmOCCYgAJBYAIICRAIAQB/AAAJwQofeLUAAAAAAAAAAA=';

export const triggerPrefilter = (): Prefilter =>
  new Prefilter(
    triggers.map(({ word }) => word),
    Buffer.from(triggerTables, 'base64'),
  );
