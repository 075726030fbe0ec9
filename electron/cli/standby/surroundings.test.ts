import { spawn, type ChildProcess } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { surroundings } from './surroundings';

/** Runs `script` up to a line that it prints, and looks at it then. */
async function of(script: string, env = process.env): Promise<string> {
  const child: ChildProcess = spawn('sh', ['-c', `${script}; exec sh -c 'echo; read x'`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    return surroundings(child.pid ?? 0, env);
  } finally {
    child.kill('SIGKILL');
  }
}

const env = { ...process.env };

describe.skipIf(process.platform !== 'linux')('surroundings', () => {
  it('are the same for what we start', async () => {
    const own = surroundings(process.pid, env);
    expect(await of(':')).toBe(own);
    expect(await of('cd /; umask 077', { ...env, HOME: '/', DARKROOM_ROOT: '/x' })).toBe(own);
    expect(await of(':', { ...env, ELECTRON_RUN_AS_NODE: undefined })).toBe(own);
    // Node has raised its own.
    expect(await of('ulimit -S -n 100')).toBe(own);
  });

  it.each(['renice -n 5 $$ >/dev/null', 'ulimit -f 100', 'ulimit -n 100'])(
    'differ after: %s',
    async (script) => {
      expect(await of(script)).not.toBe(surroundings(process.pid, env));
    },
  );

  it.each(['TZ', 'LC_ALL', 'NODE_OPTIONS', 'SSL_CERT_FILE', 'LD_PRELOAD'])(
    'differ where %s does',
    async (name) => {
      expect(await of(':', { ...env, [name]: 'other' })).not.toBe(surroundings(process.pid, env));
    },
  );

  it.skipIf(process.getuid?.() !== 0)(
    'differ for another user and in other namespaces',
    async () => {
      const own = surroundings(process.pid, env);
      const inner = `sh -c 'echo; read x'`;
      expect(await of(`exec setpriv --reuid 65534 ${inner}`)).not.toBe(own);
      expect(await of(`exec setpriv --no-new-privs ${inner}`)).not.toBe(own);
      expect(await of(`exec unshare --uts ${inner}`)).not.toBe(own);
    },
  );

  it('are refused for a process that is not there', () => {
    expect(() => surroundings(4194304, env)).toThrow('ENOENT');
  });
});
