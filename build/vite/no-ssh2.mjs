// Stands in for ssh2 in the bundles: dockerode's modem loads it, with its native parts, though
// connections over ssh go through the system's own ssh (electron/engine/docker/connect).
export class Client {
  constructor() {
    throw new Error('ssh2 is not part of the program');
  }
}
