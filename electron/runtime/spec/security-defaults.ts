import type { SandboxSecurity } from '../step';

/** As Docker confines a container of which nothing else is said. */
export const defaultSecurity: SandboxSecurity = {
  privileged: false,
  capAdd: [],
  capDrop: [],
  noNewPrivileges: false,
  seccomp: 'default',
  unconfinedPaths: false,
  pid: 'private',
  ipc: 'private',
  uts: 'private',
};
