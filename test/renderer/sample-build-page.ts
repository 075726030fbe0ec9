import type { ContextRow } from '../../shared/model/context-report';
import type { FakeBridge } from './fake-bridge';

/** What main says of the sample's context. */
export function answerBuildPage(bridge: FakeBridge, dockerfile: string): void {
  bridge.answer('build.inspectContext', ({ contextPath }) => ({
    contextPath,
    dockerfilePath: `${contextPath}/Dockerfile`,
    dockerfileText: dockerfile,
    digest: 'digest-1',
    suggestedTag: 'shop/api',
    parameters: null,
  }));
  bridge.answer('build.check', () => ({
    problems: [],
    args: [{ name: 'NODE_ENV', defaultValue: 'production', isSecret: false }],
    targets: ['base', 'deps', 'run'],
    secrets: [{ id: 'npm', isRequired: false }],
    isReadable: true,
  }));
  bridge.answer('build.remember', () => null);
  bridge.answer('build.report', () => ({
    reportId: 'report',
    sent: { files: 212, sizeBytes: 3_100_000 },
    ignored: { files: 18_402, sizeBytes: 412_000_000 },
    ignoreName: '.dockerignore',
    byLine: [
      {
        line: 2,
        written: 'node_modules',
        files: 18_402,
        sizeBytes: 412_000_000,
        example: 'node_modules',
      },
    ],
    unused: [{ path: 'docs', files: 12, sizeBytes: 900_000, isFolder: true }],
    unusedTotal: { files: 12, sizeBytes: 900_000 },
    isUseKnown: true,
  }));
  bridge.answer('build.reportRows', ({ parent }) => ({
    rows:
      parent === null
        ? [
            row(0, 'node_modules', { isFolder: true, ignoredByLine: 2, sizeBytes: 412_000_000 }),
            row(1, 'src', { isFolder: true, sizeBytes: 2_000_000 }),
            row(4, '.env', { sizeBytes: 40 }),
          ]
        : [row(2, 'main.js', { sizeBytes: 2_000_000 })],
    rest: { files: 0, sizeBytes: 0 },
  }));
  bridge.answer('build.reportSecrets', () => ({
    secrets: [
      { path: '.env', rule: 'environment-file', line: 2, masked: '•••••', usedByLine: 3 },
      { path: 'keys/id_rsa', rule: 'private-key', line: 1, masked: 'RSA •••••', usedByLine: null },
    ],
    count: 2,
    unreadFiles: 0,
  }));
  bridge.answer('build.endReport', () => null);
  bridge.answer('jobs.steps', () => []);
}

function row(index: number, name: string, change: Partial<ContextRow>): ContextRow {
  return {
    index,
    name,
    isFolder: false,
    files: 1,
    sizeBytes: 0,
    ignoredByLine: null,
    isUnused: false,
    ...change,
  };
}
