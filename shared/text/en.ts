import { enBuildPage } from './en-build-page';
import { enContainer } from './en-container';
import { enErrors } from './en-errors';
import { enPlaces } from './en-places';
import { enWork } from './en-work';

/** Every English string people read. A count is `{n}`; plural texts have two forms. */
export const en = {
  ...enPlaces,
  ...enContainer,
  ...enWork,
  ...enErrors,
  ...enBuildPage,
} as const;
