import { randomUUID } from 'node:crypto';

import type { BrowserWindow } from 'electron';

import { DarkroomError } from '../../shared/errors';
import type { OpenedReport } from '../engine/context-operations';
import { saveDockerfile } from './build-file';
import type { HandlersOf, ServicesSource } from './handlers';

/** Reports of one window that may still be asked about. */
const keptReports = 3;

export function buildHandlers(services: ServicesSource): HandlersOf<'build'> {
  /** What may be written: only files that were opened here before. */
  const opened = new Set<string>();
  const reports = new Map<string, OpenedReport>();
  const walks = new WeakMap<BrowserWindow, AbortController>();
  const reportOf = (reportId: string): OpenedReport => {
    const report = reports.get(reportId);
    if (report === undefined) {
      throw new DarkroomError('NOT_FOUND', 'The report is no longer there', {
        data: { report: reportId },
        hint: 'Look at the context again.',
      });
    }
    return report;
  };
  return {
    'build.inspectContext': async ({ contextPath, dockerfilePath }, { signal }) => {
      const { engine, store } = await services();
      const found = await engine.contexts.open(contextPath, dockerfilePath, signal);
      opened.add(found.dockerfilePath ?? newDockerfile(found.contextPath));
      return { ...found, parameters: store.buildParameters.get(found.contextPath) };
    },
    'build.check': async (request, { signal }) =>
      (await services()).engine.contexts.check(request, signal),
    'build.save': async ({ contextPath, dockerfilePath, text, digest, overwrite }) => {
      const path = dockerfilePath ?? newDockerfile(contextPath);
      if (!opened.has(path)) {
        throw new DarkroomError('INVALID_ARGUMENT', `Save “${path}”: it was not opened before`, {
          data: { path },
        });
      }
      return saveDockerfile(path, text, overwrite ? 'any' : digest);
    },
    'build.report': async (request, { window, signal }) => {
      const { engine } = await services();
      walks.get(window)?.abort();
      const walk = new AbortController();
      walks.set(window, walk);
      const stop = AbortSignal.any([signal, walk.signal]);
      const report = await engine.contexts.report(request, stop);
      const reportId = randomUUID();
      reports.set(reportId, report);
      for (const old of [...reports.keys()].slice(0, -keptReports)) reports.delete(old);
      return { ...report.summary, reportId };
    },
    'build.reportRows': ({ reportId, parent }) => reportOf(reportId).rows(parent),
    'build.reportSecrets': ({ reportId }) => reportOf(reportId).secrets,
    'build.endReport': (_request, { window }) => {
      walks.get(window)?.abort();
      return null;
    },
    'build.remember': async ({ contextPath, parameters }) => {
      (await services()).store.buildParameters.put(contextPath, parameters);
      return null;
    },
  };
}

function newDockerfile(contextPath: string): string {
  return `${contextPath}/Dockerfile`;
}
