import type { RunCase } from './run-case';
import { processCases } from './process-cases';
import { networkCases } from './network-cases';
import { mountCases } from './mount-cases';
import { resourceCases } from './resource-cases';
import { securityCases } from './security-cases';
import { lifeCases } from './life-cases';

export const runCases: ReadonlyArray<RunCase> = [
  ...processCases,
  ...networkCases,
  ...mountCases,
  ...resourceCases,
  ...securityCases,
  ...lifeCases,
];
