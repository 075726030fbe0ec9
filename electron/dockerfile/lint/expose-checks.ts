import type { ExposeInstruction } from '../instructions/model';
import { splitPort } from '../instructions/ports';
import type { EscapeCharacter } from '../parser/nodes';
import { expandWords, type Environment } from '../shell/expand';
import { tryExpand } from './from-checks';
import type { Draft } from './model';
import { draft } from './text-checks';

export function exposeChecks(
  instruction: ExposeInstruction,
  environment: Environment,
  escape: EscapeCharacter,
): ReadonlyArray<Draft> {
  const ports = instruction.ports.flatMap(
    (port) => tryExpand(() => expandWords(port, environment, { escape }).words) ?? [],
  );
  return ports.flatMap((port) => {
    const { ip, hostPort, protocol } = splitPort(port);
    const drafts: Draft[] = [];
    if (protocol !== protocol.toLowerCase()) {
      const message = `Defined protocol '${port}' in EXPOSE instruction should be lowercase`;
      const suggestion = port.slice(0, port.length - protocol.length) + protocol.toLowerCase();
      drafts.push({ ...draft('ExposeProtoCasing', message, instruction), suggestion });
    }
    if (ip !== '' || hostPort !== '') {
      const message = `EXPOSE instruction should not define an IP address or host-port mapping, found '${port}'`;
      drafts.push(draft('ExposeInvalidFormat', message, instruction));
    }
    return drafts;
  });
}
