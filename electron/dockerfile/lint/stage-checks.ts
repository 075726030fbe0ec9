import { expandInstruction } from '../instructions/expand-instruction';
import type { ArgInstruction, FromInstruction, StageInstruction } from '../instructions/model';
import { didYouMean, suggest } from '../text/suggest';
import { startScope, withArgs, withEnv, type VariableScope } from '../stages/scope';
import type { Dockerfile } from '../stages/dockerfile-model';
import type { PlannedStage } from '../stages/plan-model';
import { copyChecks } from './copy-checks';
import { exposeChecks } from './expose-checks';
import { basePlatform, tryExpand } from './from-checks';
import type { Draft, LintOptions } from './model';
import { secretChecks } from './secret-checks';
import { draft } from './text-checks';

/** What a stage hands on to the stages that start from it. */
interface StageState {
  readonly scope: VariableScope;
  /** ARGs declared so far, those of the bases too. */
  readonly declared: ReadonlySet<string>;
  readonly hasShell: boolean;
  readonly hasWorkdir: boolean;
  /** False when the environment of the base image is not known. */
  readonly isEnvironmentKnown: boolean;
}

/** The rules that follow variables and settings through the stages. */
export function stageChecks(dockerfile: Dockerfile, options: LintOptions): ReadonlyArray<Draft> {
  const states: StageState[] = [];
  const drafts: Draft[] = [];
  options.plan.stages.forEach((planned, index) => {
    const walk = new StageWalk(dockerfile, planned, options, states);
    states.push(walk.run());
    if (options.stages === undefined || options.stages.includes(index)) drafts.push(...walk.drafts);
  });
  return drafts;
}

class StageWalk {
  readonly drafts: Draft[] = [];
  private state: StageState;
  private readonly last = new Map<string, StageInstruction>();

  constructor(
    private readonly dockerfile: Dockerfile,
    private readonly planned: PlannedStage,
    private readonly options: LintOptions,
    states: ReadonlyArray<StageState>,
  ) {
    this.state = this.start(planned.stage.from, states);
  }

  run(): StageState {
    for (const instruction of this.planned.instructions) this.check(instruction);
    return this.state;
  }

  private start(from: FromInstruction, states: ReadonlyArray<StageState>): StageState {
    const { base } = this.planned;
    const inherited = base.kind === 'stage' ? states[base.index] : undefined;
    if (inherited !== undefined) return inherited;
    const facts = base.kind === 'image' ? this.options.baseImage?.(base.reference) : undefined;
    if (facts !== undefined && base.kind === 'image') {
      const expected = this.planned.platform ?? this.options.targetPlatform;
      this.drafts.push(...basePlatform(from, base.reference, expected, facts.platform));
    }
    return {
      scope: startScope(facts?.environment ?? []),
      declared: new Set(),
      hasShell: (facts?.shell.length ?? 0) > 0,
      hasWorkdir: false,
      isEnvironmentKnown: base.kind === 'scratch' || facts !== undefined,
    };
  }

  private check(instruction: StageInstruction): void {
    this.drafts.push(...plainChecks(instruction));
    this.checkUsedOnce(instruction);
    const { environment } = this.state.scope;
    const expanded = tryExpand(() =>
      expandInstruction(instruction, environment, this.dockerfile.escape),
    );
    if (expanded === undefined) return;
    if (instruction.kind !== 'expose') this.checkVariables(instruction, expanded.unset);
    this.checkExpanded(instruction, expanded.instruction);
    this.apply(expanded.instruction);
  }

  /** Only the last of these counts, so it is the one before that is reported. */
  private checkUsedOnce(instruction: StageInstruction): void {
    if (!['cmd', 'entrypoint', 'healthcheck'].includes(instruction.kind)) return;
    const before = this.last.get(instruction.kind);
    this.last.set(instruction.kind, instruction);
    if (before === undefined) return;
    const message = `Multiple ${instruction.kind.toUpperCase()} instructions should not be used in the same stage because only the last one will be used`;
    this.drafts.push(draft('MultipleInstructionsDisallowed', message, before));
  }

  private checkVariables(instruction: StageInstruction, unset: ReadonlySet<string>): void {
    for (const name of unset) {
      if (this.state.declared.has(name)) continue;
      const nearest = suggest(name, this.state.scope.environment.keys());
      if (
        !this.state.isEnvironmentKnown &&
        nearest === undefined &&
        !this.isDefinedElsewhere(name)
      ) {
        continue;
      }
      const suggestion = nearest === undefined ? undefined : `$${nearest}`;
      const message = `Usage of undefined variable '$${name}'${didYouMean(suggestion)}`;
      const found = draft('UndefinedVar', message, instruction);
      this.drafts.push(suggestion === undefined ? found : { ...found, suggestion });
    }
  }

  /**
   * Of an image that is not at hand nobody knows the environment, so its variables pass. A name that
   * this file defines in another place is another matter: it was meant to be visible here.
   */
  private isDefinedElsewhere(name: string): boolean {
    const { metaArgs, stages } = this.dockerfile;
    const all = [...metaArgs, ...stages.flatMap((stage) => stage.instructions)];
    return all.some((instruction) =>
      instruction.kind === 'arg'
        ? instruction.declarations.some((declaration) => declaration.name === name)
        : instruction.kind === 'env' && instruction.pairs.some((pair) => pair.key === name),
    );
  }

  private checkExpanded(written: StageInstruction, expanded: StageInstruction): void {
    if (expanded.kind === 'workdir') {
      const isRelative = !this.state.hasWorkdir && !expanded.path.startsWith('/');
      if (isRelative) {
        const message = `Relative workdir "${expanded.path}" can have unexpected results if the base image changes`;
        this.drafts.push(draft('WorkdirRelativePath', message, written));
      }
    } else if (expanded.kind === 'cmd' || expanded.kind === 'entrypoint') {
      if (expanded.command.kind === 'shell' && !this.state.hasShell) {
        const message = `JSON arguments recommended for ${expanded.kind.toUpperCase()} to prevent unintended behavior related to OS signals`;
        this.drafts.push(draft('JSONArgsRecommended', message, written));
      }
    } else if (expanded.kind === 'copy' || expanded.kind === 'add') {
      this.drafts.push(...copyChecks(written, expanded, this.options.ignore));
    } else if (written.kind === 'expose') {
      this.drafts.push(
        ...exposeChecks(written, this.state.scope.environment, this.dockerfile.escape),
      );
    }
  }

  private apply(expanded: StageInstruction): void {
    const { state } = this;
    switch (expanded.kind) {
      case 'env':
        this.state = { ...state, scope: withEnv(state.scope, expanded.pairs) };
        return;
      case 'arg':
        this.state = {
          ...state,
          scope: this.withArgs(expanded),
          declared: new Set([
            ...state.declared,
            ...expanded.declarations.map((declaration) => declaration.name),
          ]),
        };
        return;
      case 'shell':
        this.state = { ...state, hasShell: true };
        return;
      case 'workdir':
        this.state = { ...state, hasWorkdir: true };
        return;
      default:
        return;
    }
  }

  private withArgs(instruction: ArgInstruction): VariableScope {
    const { plan, buildArgs } = this.options;
    return withArgs(this.state.scope, instruction, plan.globalArgs, buildArgs);
  }
}

function plainChecks(instruction: StageInstruction): ReadonlyArray<Draft> {
  const drafts = [...secretChecks(instruction)];
  if (instruction.kind !== 'env' && instruction.kind !== 'label') return drafts;
  const name = instruction.kind.toUpperCase();
  for (const pair of instruction.pairs) {
    if (pair.delimited) continue;
    const message = `"${name} key=value" should be used instead of legacy "${name} key value" format`;
    drafts.push(draft('LegacyKeyValueFormat', message, instruction));
  }
  return drafts;
}
