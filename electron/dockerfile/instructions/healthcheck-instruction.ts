import type { Flags } from './flags';
import { readDuration } from './durations';
import type { HealthcheckInstruction, HealthCheck } from './model';
import { commandLine, type InstructionRequest } from './request';

const minimumNanoseconds = 1e6;

export function parseHealthcheck(request: InstructionRequest): HealthcheckInstruction {
  const { arguments: given } = request.node;
  if (given.kind !== 'health') throw request.error('HEALTHCHECK requires at least one argument');
  const flags = request.flags({
    interval: 'text',
    timeout: 'text',
    'start-period': 'text',
    'start-interval': 'text',
    retries: 'text',
  });
  const type = given.type.text.toUpperCase();
  if (type === 'NONE') {
    if (given.command.kind !== 'none') {
      throw request.error('HEALTHCHECK NONE takes no arguments');
    }
    return { ...request.place, kind: 'healthcheck', healthCheck: { kind: 'none' } };
  }
  if (type !== 'CMD') {
    throw request.error(
      `Unknown type "${type}" in HEALTHCHECK (try CMD)`,
      'Write HEALTHCHECK CMD command or HEALTHCHECK NONE.',
      given.type.range,
    );
  }
  const test = commandLine(given.command);
  if (test.kind === 'exec' ? test.args.length === 0 : test.text === '') {
    throw request.error('Missing command after HEALTHCHECK CMD');
  }
  const healthCheck: HealthCheck = {
    kind: 'test',
    test,
    interval: duration(request, flags, 'interval'),
    timeout: duration(request, flags, 'timeout'),
    startPeriod: duration(request, flags, 'start-period'),
    startInterval: duration(request, flags, 'start-interval'),
    retries: retries(request, flags),
  };
  return { ...request.place, kind: 'healthcheck', healthCheck };
}

function duration(request: InstructionRequest, flags: Flags, name: string): number {
  const text = flags.text(name);
  if (text === '') return 0;
  const nanoseconds = readDuration(text);
  if (nanoseconds === 0 || nanoseconds >= minimumNanoseconds) return nanoseconds;
  throw request.error(
    `Interval "${name}" cannot be less than 1ms`,
    'Write a unit such as s.',
    flags.range(name),
  );
}

function retries(request: InstructionRequest, flags: Flags): number {
  const text = flags.text('retries');
  if (text === '') return 0;
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value) || Math.abs(value) > 0x7fffffff) {
    throw request.error(`invalid number of retries: ${text}`, undefined, flags.range('retries'));
  }
  if (value < 0) {
    throw request.error(
      `--retries cannot be negative (${value})`,
      undefined,
      flags.range('retries'),
    );
  }
  return value;
}
