import { enBuildPage } from './en-build-page';
import { enChecks } from './en-checks';
import { enContainer } from './en-container';
import { enErrors } from './en-errors';
import { enPlaces } from './en-places';
import { enRegistry } from './en-registry';
import { enWork } from './en-work';

/** Every English string people read. A count is `{n}`; plural texts have two forms. */
export const en = {
  ...enPlaces,
  ...enContainer,
  ...enRegistry,
  ...enWork,
  ...enErrors,
  ...enBuildPage,
  ...enChecks,
} as const;
