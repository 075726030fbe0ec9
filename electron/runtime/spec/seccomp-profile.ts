import { release } from 'node:os';
import * as v from 'valibot';
import { DarkroomError } from '../../../shared/errors';
import type { SeccompProfile, SeccompRule } from './seccomp';

const words = v.optional(v.nullable(v.array(v.string())));
const condition = v.optional(
  v.nullable(v.object({ arches: words, caps: words, minKernel: v.optional(v.string()) })),
);
const argument = v.object({
  index: v.number(),
  value: v.number(),
  valueTwo: v.optional(v.number()),
  op: v.string(),
});

/** Docker's form of a profile (docs: "Seccomp security profiles for Docker"), which `--security-opt` takes. */
const profileSchema = v.object({
  defaultAction: v.pipe(v.string(), v.startsWith('SCMP_ACT_')),
  defaultErrnoRet: v.optional(v.number()),
  architectures: words,
  archMap: v.optional(
    v.nullable(v.array(v.object({ architecture: v.string(), subArchitectures: words }))),
  ),
  syscalls: v.optional(
    v.nullable(
      v.array(
        v.object({
          name: v.optional(v.string()),
          names: words,
          action: v.pipe(v.string(), v.startsWith('SCMP_ACT_')),
          errnoRet: v.optional(v.number()),
          args: v.optional(v.nullable(v.array(argument))),
          includes: condition,
          excludes: condition,
        }),
      ),
    ),
  ),
});

type Condition = v.InferOutput<typeof condition>;

/** As Go names architectures in conditions, and as libseccomp names the native one. */
const architectures: Partial<Record<NodeJS.Architecture, { go: string; native: string }>> = {
  x64: { go: 'amd64', native: 'SCMP_ARCH_X86_64' },
  arm64: { go: 'arm64', native: 'SCMP_ARCH_AARCH64' },
  riscv64: { go: 'riscv64', native: 'SCMP_ARCH_RISCV64' },
};

/** A profile in the runtime's form: rules whose conditions do not hold here are left out. */
export function readSeccompProfile(
  text: string,
  capabilities: ReadonlyArray<string>,
  arch: NodeJS.Architecture,
): SeccompProfile {
  const parsed = v.safeParse(profileSchema, parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new DarkroomError(
      'INVALID_ARGUMENT',
      `Decode the seccomp profile: ${v.getDotPath(issue) ?? 'profile'}: ${issue.message}`,
    );
  }
  const profile = parsed.output;
  const here = architectures[arch];
  const mapped = profile.archMap?.find((entry) => entry.architecture === here?.native);
  const holds = (asked: Condition, otherwise: boolean): boolean => {
    const tests = [
      asked?.arches?.length ? asked.arches.includes(here?.go ?? '') : null,
      asked?.caps?.length ? asked.caps.some((name) => capabilities.includes(name)) : null,
      asked?.minKernel === undefined ? null : isKernelAtLeast(asked.minKernel),
    ].filter((test) => test !== null);
    return tests.length === 0 ? otherwise : otherwise ? tests.every(Boolean) : tests.some(Boolean);
  };
  const rules = (profile.syscalls ?? [])
    .filter((rule) => holds(rule.includes, true) && !holds(rule.excludes, false))
    .map((rule): SeccompRule => ({
      names: rule.names ?? (rule.name === undefined ? [] : [rule.name]),
      action: rule.action,
      ...(rule.errnoRet === undefined ? {} : { errnoRet: rule.errnoRet }),
      ...(rule.args?.length
        ? { args: rule.args.map(({ valueTwo = 0, ...rest }) => ({ ...rest, valueTwo })) }
        : {}),
    }));
  return {
    defaultAction: profile.defaultAction,
    ...(profile.defaultErrnoRet === undefined ? {} : { defaultErrnoRet: profile.defaultErrnoRet }),
    architectures:
      mapped === undefined
        ? (profile.architectures ?? [])
        : [mapped.architecture, ...(mapped.subArchitectures ?? [])],
    syscalls: rules.filter((rule) => rule.names.length > 0),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DarkroomError('INVALID_ARGUMENT', 'Decode the seccomp profile: it is no JSON', {
      cause: error,
    });
  }
}

function isKernelAtLeast(wanted: string): boolean {
  const [major = 0, minor = 0] = wanted.split('.').map(Number);
  const [hereMajor = 0, hereMinor = 0] = release().split('.').map(Number);
  return hereMajor > major || (hereMajor === major && hereMinor >= minor);
}
