import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import {
  status as grpcStatus,
  type handleBidiStreamingCall,
  type handleUnaryCall,
  type Server,
} from '@grpc/grpc-js';
import type { BuildRequest, SecretSource } from '../../../../../shared/model/build';
import { decode, encode } from './messages';

type Message = Readonly<Record<string, unknown>>;

/** Sign-in data for a registry; null where there is none. */
export type FindCredentials = (host: string) => Promise<{
  readonly username: string;
  readonly password: string;
  readonly identityToken: string;
} | null>;

export interface SessionSources {
  readonly secrets: BuildRequest['secrets'];
  /** Sockets of SSH agents by id. */
  readonly sshAgents: BuildRequest['sshAgents'];
  readonly credentials: FindCredentials;
}

/** BuildKit's limit. */
const secretLimitBytes = 500 * 1024;
/** Metadata that names the agent of a ForwardAgent call. */
const sshIdKey = 'buildkit.ssh.id';
const serving = 1;

interface Method {
  readonly path: string;
  readonly request: string;
  readonly response: string;
  readonly unary?: (request: Message) => Promise<Message>;
  readonly stream?: handleBidiStreamingCall<Message, Message>;
}

class GrpcError extends Error {
  constructor(
    readonly code: grpcStatus,
    message: string,
  ) {
    super(message);
  }
}

/** Puts what BuildKit may ask of us during a build onto a server; gives the methods' paths. */
export function addSessionServices(server: Server, sources: SessionSources): ReadonlyArray<string> {
  const methods = sessionMethods(sources);
  for (const method of methods) {
    const isStream = method.stream !== undefined;
    const handler = method.stream ?? answering(method);
    server.register(
      method.path,
      handler as never,
      (value: Message) => encode(method.response, value),
      (data: Buffer) => decode(method.request, data),
      isStream ? 'bidi' : 'unary',
    );
  }
  return methods.map((method) => method.path);
}

function answering(method: Method): handleUnaryCall<Message, Message> {
  return (call, done) => {
    method.unary?.(call.request).then(
      (value) => done(null, value),
      (error: unknown) => {
        const code = error instanceof GrpcError ? error.code : grpcStatus.INTERNAL;
        done({ code, details: error instanceof Error ? error.message : String(error) });
      },
    );
  };
}

function sessionMethods(sources: SessionSources): ReadonlyArray<Method> {
  return [
    {
      path: '/grpc.health.v1.Health/Check',
      request: 'Empty',
      response: 'HealthCheckResponse',
      unary: () => Promise.resolve({ status: serving }),
    },
    {
      path: '/moby.buildkit.secrets.v1.Secrets/GetSecret',
      request: 'GetSecretRequest',
      response: 'GetSecretResponse',
      unary: async ({ ID }) => ({ data: await readSecret(String(ID), sources.secrets) }),
    },
    {
      path: '/moby.sshforward.v1.SSH/CheckAgent',
      request: 'CheckAgentRequest',
      response: 'Empty',
      unary: ({ ID }) => {
        agentSocket(String(ID), sources.sshAgents);
        return Promise.resolve({});
      },
    },
    {
      path: '/moby.sshforward.v1.SSH/ForwardAgent',
      request: 'BytesMessage',
      response: 'BytesMessage',
      stream: forwardAgent(sources.sshAgents),
    },
    {
      path: '/moby.filesync.v1.Auth/Credentials',
      request: 'CredentialsRequest',
      response: 'CredentialsResponse',
      unary: async ({ Host }) => {
        const found = await sources.credentials(String(Host));
        if (found === null) return {};
        // An identity token goes as a secret without a name, as docker's command sends it.
        return found.identityToken === ''
          ? { Username: found.username, Secret: found.password }
          : { Secret: found.identityToken };
      },
    },
  ];
}

async function readSecret(id: string, secrets: BuildRequest['secrets']): Promise<Buffer> {
  const source = secrets?.[id];
  if (source === undefined) throw new GrpcError(grpcStatus.NOT_FOUND, `secret ${id} not found`);
  const value = await secretValue(id, source);
  if (value.length > secretLimitBytes) {
    throw new GrpcError(grpcStatus.INVALID_ARGUMENT, `secret ${id} is larger than 500 KiB`);
  }
  return value;
}

async function secretValue(id: string, source: SecretSource): Promise<Buffer> {
  if (source.kind === 'file') {
    return readFile(source.path).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new GrpcError(grpcStatus.NOT_FOUND, `secret ${id}: ${reason}`);
    });
  }
  if (source.kind === 'value') return Buffer.from(source.value);
  const value = process.env[source.name];
  if (value !== undefined) return Buffer.from(value);
  throw new GrpcError(grpcStatus.NOT_FOUND, `secret ${id}: there is no variable ${source.name}`);
}

function agentSocket(id: string, agents: BuildRequest['sshAgents']): string {
  const socket = agents?.[id === '' ? 'default' : id];
  if (socket !== undefined) return socket;
  throw new GrpcError(grpcStatus.NOT_FOUND, `unset ssh forward key ${id}`);
}

/** The bytes of one connection to the agent, both ways. */
function forwardAgent(
  agents: BuildRequest['sshAgents'],
): handleBidiStreamingCall<Message, Message> {
  return (call) => {
    const [id = ''] = call.metadata.get(sshIdKey);
    let path: string;
    try {
      path = agentSocket(String(id), agents);
    } catch (error) {
      call.emit('error', error);
      return;
    }
    const socket = connect(path);
    call.on('data', ({ data }: Message) => {
      if (!socket.write(data as Uint8Array)) {
        call.pause();
        socket.once('drain', () => call.resume());
      }
    });
    call.on('end', () => socket.end());
    call.on('cancelled', () => socket.destroy());
    socket.on('data', (data: Buffer) => void call.write({ data }));
    socket.on('end', () => call.end());
    socket.on('error', (error) => call.emit('error', error));
  };
}
