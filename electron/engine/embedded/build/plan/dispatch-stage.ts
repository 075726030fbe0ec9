import { DarkroomError } from '../../../../../shared/errors';
import type { HistoryEntry, ImageConfig } from '../../../../../shared/model/image';
import {
  copySource,
  expandInstruction,
  historyComment,
  historyLine,
  proxyEnvironment,
  runCommand,
  startScope,
  withArgs,
  withEnv,
  type BuildPlan,
  type PlannedStage,
  type StageInstruction,
  type VariableScope,
} from '../../../../dockerfile/dockerfile';
import {
  applyConfigInstruction,
  cleanAbsolute,
  isConfigInstruction,
  joinWorkingDir,
} from '../../config-instruction';
import type { StageRecipe, StepRecipe, StepWork } from './stage-recipe';

/** Where a stage starts: the config of its base and, for a stage, the variables it ended with. */
export interface StageStart {
  readonly config: ImageConfig;
  readonly diffIds: ReadonlyArray<string>;
  readonly scope?: VariableScope;
}

export interface DispatchedStage {
  readonly recipe: StageRecipe;
  readonly scope: VariableScope;
}

/**
 * Goes through a stage's instructions as BuildKit's frontend does, without doing any of them: expands
 * them, changes the config, writes the history, and notes the steps. Errors are located.
 */
export function dispatchStage(
  plan: BuildPlan,
  stage: PlannedStage,
  start: StageStart,
  buildArgs: ReadonlyMap<string, string>,
): DispatchedStage {
  const dispatcher = new StageDispatcher(plan, start, buildArgs);
  for (const instruction of stage.instructions) dispatcher.take(instruction);
  const { index } = stage.stage;
  const { range } = stage.stage.from;
  return {
    scope: dispatcher.scope,
    recipe: {
      index,
      title: stage.title,
      base: stage.base,
      baseDiffIds: start.diffIds,
      range,
      steps: dispatcher.steps,
      config: dispatcher.config,
    },
  };
}

class StageDispatcher {
  readonly steps: StepRecipe[] = [];
  config: ImageConfig;
  scope: VariableScope;
  private commandSet = false;

  constructor(
    private readonly plan: BuildPlan,
    start: StageStart,
    private readonly buildArgs: ReadonlyMap<string, string>,
  ) {
    this.scope = startScope(start.config.config.Env ?? [], start.scope);
    this.config = startConfig(start.config);
  }

  take(written: StageInstruction): void {
    const { escape } = this.plan.dockerfile;
    const { environment } = this.scope;
    const { instruction } = expandInstruction(written, environment, escape);
    const before = this.scope;
    this.apply(instruction);
    const shell = this.config.config.Shell ?? [];
    const workdir = this.config.config.WorkingDir ?? '/';
    const line = historyLine(instruction, { shell, scope: before, workdir });
    if (line === undefined) return;
    const entry: HistoryEntry = {
      created_by: line.createdBy,
      comment: historyComment,
      ...(line.isEmptyLayer ? { empty_layer: true } : {}),
    };
    this.config = { ...this.config, history: [...this.config.history, entry] };
    if (line.isEmptyLayer) return;
    const { range } = instruction;
    this.steps.push({
      title: stepTitle(instruction),
      range,
      createdBy: line.createdBy,
      work: this.work(instruction),
    });
  }

  private apply(instruction: StageInstruction): void {
    if (isConfigInstruction(instruction)) {
      const { commandSet } = this;
      this.config = applyConfigInstruction(this.config, instruction, { commandSet });
    }
    switch (instruction.kind) {
      case 'env':
        this.scope = withEnv(this.scope, instruction.pairs);
        return;
      case 'arg':
        this.scope = withArgs(this.scope, instruction, this.plan.globalArgs, this.buildArgs);
        return;
      case 'cmd':
        this.commandSet = true;
        // BuildKit says so of every CMD, whatever the system.
        this.config = { ...this.config, config: { ...this.config.config, ArgsEscaped: true } };
        return;
      default:
    }
  }

  private work(instruction: StageInstruction): StepWork {
    const { User = '', WorkingDir = '/', Shell = [] } = this.config.config;
    switch (instruction.kind) {
      case 'run':
        if (instruction.security === 'insecure') {
          throw new DarkroomError('NOT_SUPPORTED', 'RUN --security=insecure is not allowed', {
            range: instruction.range,
            hint: 'Steps always run in the sandbox; remove the flag.',
          });
        }
        return {
          kind: 'run',
          instruction,
          command: runCommand(instruction, Shell),
          env: environmentList(this.scope.environment),
          proxyEnv: environmentList(proxyEnvironment(this.buildArgs)),
          workingDir: WorkingDir === '' ? '/' : WorkingDir,
          user: User,
        };
      case 'copy':
      case 'add': {
        const from = instruction.kind === 'copy' ? instruction.from : '';
        const { dockerfile, namedContexts } = this.plan;
        return {
          kind: 'copy',
          instruction,
          source: copySource(dockerfile, from, namedContexts),
          destination: copyDestination(WorkingDir, instruction.destination),
        };
      }
      case 'workdir':
        return { kind: 'workdir', path: WorkingDir, user: User };
      default:
        throw new DarkroomError('INTERNAL', `${instruction.kind} makes no layer`);
    }
  }
}

/** The instruction as written; of a here-document that is the whole command, the first line too. */
function stepTitle(instruction: StageInstruction): string {
  const { original, isTrigger } = instruction;
  const title = isTrigger ? `ONBUILD ${original}` : original;
  if (instruction.kind !== 'run' || instruction.command.kind !== 'shell') return title;
  const [document] = instruction.heredocs;
  if (document === undefined || !/^<<-?["']?\w+["']?$/.test(instruction.command.text)) return title;
  const [first = '', ...rest] = document.content.trim().split(/\r?\n/);
  return `${title} (${first}${rest.length > 0 ? '...' : ''})`;
}

/** What a new image takes over: triggers have run or will, and its time is its own. */
function startConfig(base: ImageConfig): ImageConfig {
  const { author, architecture, os, variant, config, rootfs, history } = base;
  const { OnBuild: _triggers, ...rest } = config;
  const env = config.Env ?? [];
  const hasPath = env.some((entry) => entry.startsWith('PATH='));
  const path = startScope([]).environment.get('PATH') ?? '';
  return {
    ...(author === undefined ? {} : { author }),
    architecture,
    os,
    ...(variant === undefined ? {} : { variant }),
    config: {
      ...rest,
      Env: hasPath ? env : [...env, `PATH=${path}`],
      ...(config.WorkingDir === undefined || config.WorkingDir === ''
        ? {}
        : { WorkingDir: joinWorkingDir('', config.WorkingDir) }),
    },
    rootfs,
    history,
  };
}

function environmentList(environment: ReadonlyMap<string, string>): ReadonlyArray<string> {
  return [...environment].map(([name, value]) => `${name}=${value}`);
}

/** The destination from the root, cleaned, with the slash that says it is a folder. */
function copyDestination(workingDir: string, written: string): string {
  const path = cleanAbsolute(joinWorkingDir(workingDir, written));
  const isFolder = written === '' || written === '.' || /\/\.?$/.test(written);
  return isFolder && path !== '/' ? `${path}/` : path;
}
