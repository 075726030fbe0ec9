import protobuf from 'protobufjs';

/**
 * BuildKit's messages, as far as they are spoken here: the status of a build
 * (api/services/control), and what a session serves (session/secrets, session/sshforward,
 * session/auth, and gRPC's own health check).
 */
const bytes = (id: number) => ({ type: 'bytes', id });
const text = (id: number) => ({ type: 'string', id });
const texts = (id: number) => ({ rule: 'repeated', type: 'string', id });
const number = (id: number) => ({ type: 'int64', id });

const root = protobuf.Root.fromJSON({
  nested: {
    Timestamp: { fields: { seconds: number(1), nanos: { type: 'int32', id: 2 } } },
    Vertex: {
      fields: {
        digest: text(1),
        inputs: texts(2),
        name: text(3),
        cached: { type: 'bool', id: 4 },
        started: { type: 'Timestamp', id: 5 },
        completed: { type: 'Timestamp', id: 6 },
        error: text(7),
      },
    },
    VertexStatus: {
      fields: {
        ID: text(1),
        vertex: text(2),
        name: text(3),
        current: number(4),
        total: number(5),
        completed: { type: 'Timestamp', id: 8 },
      },
    },
    VertexLog: { fields: { vertex: text(1), stream: number(3), msg: bytes(4) } },
    StatusResponse: {
      fields: {
        vertexes: { rule: 'repeated', type: 'Vertex', id: 1 },
        statuses: { rule: 'repeated', type: 'VertexStatus', id: 2 },
        logs: { rule: 'repeated', type: 'VertexLog', id: 3 },
      },
    },
    GetSecretRequest: { fields: { ID: text(1) } },
    GetSecretResponse: { fields: { data: bytes(1) } },
    CheckAgentRequest: { fields: { ID: text(1) } },
    BytesMessage: { fields: { data: bytes(1) } },
    CredentialsRequest: { fields: { Host: text(1) } },
    CredentialsResponse: { fields: { Username: text(1), Secret: text(2) } },
    HealthCheckResponse: { fields: { status: { type: 'int32', id: 1 } } },
    Empty: { fields: {} },
  },
});

export interface Timestamp {
  readonly seconds: number;
  readonly nanos: number;
}

export interface Vertex {
  readonly digest: string;
  readonly name: string;
  readonly cached: boolean;
  readonly started: Timestamp | null;
  readonly completed: Timestamp | null;
  readonly error: string;
}

export interface VertexLog {
  readonly vertex: string;
  /** 1 output, 2 errors. */
  readonly stream: number;
  readonly msg: Uint8Array;
}

export interface StatusResponse {
  readonly vertexes: ReadonlyArray<Vertex>;
  readonly logs: ReadonlyArray<VertexLog>;
}

/** The aux message `moby.buildkit.trace`: base64 of a StatusResponse. */
export function decodeStatus(base64: string): StatusResponse {
  return decode('StatusResponse', Buffer.from(base64, 'base64')) as unknown as StatusResponse;
}

export function decode(type: string, data: Uint8Array): Readonly<Record<string, unknown>> {
  const message = root.lookupType(type);
  return message.toObject(message.decode(data), { longs: Number, defaults: true });
}

export function encode(type: string, value: object): Buffer {
  const message = root.lookupType(type);
  return Buffer.from(message.encode(message.create(value)).finish());
}
