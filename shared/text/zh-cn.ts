import type { Plural, TextKey } from './text';
import { zhCnBuildPage } from './zh-cn-build-page';
import { zhCnChecks } from './zh-cn-checks';
import { zhCnContainer } from './zh-cn-container';
import { zhCnErrors } from './zh-cn-errors';
import { zhCnPlaces } from './zh-cn-places';
import { zhCnRegistry } from './zh-cn-registry';
import { zhCnWork } from './zh-cn-work';

/** Every Simplified Chinese string people read; the compiler holds it to the English keys. */
export const zhCn: Readonly<Record<TextKey, string | Plural>> = {
  ...zhCnPlaces,
  ...zhCnContainer,
  ...zhCnRegistry,
  ...zhCnWork,
  ...zhCnErrors,
  ...zhCnBuildPage,
  ...zhCnChecks,
};
