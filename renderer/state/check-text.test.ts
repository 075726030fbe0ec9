import { describe, expect, it } from 'vitest';
import { translator } from '../../shared/text/text';
import { instructionText, problemText } from './check-text';

const undefinedVar = {
  name: 'UndefinedVar',
  severity: 'warning',
  page: 'undefined-var',
  message: "Usage of undefined variable '$VERSOIN' (did you mean $VERSION?)",
  hint: 'Variables are defined before they are used.',
} as const;
const unknown = {
  name: 'DOCKERFILE_INSTRUCTION',
  severity: 'error',
  page: null,
  message: 'unknown instruction: COPYY (did you mean COPY?)',
  hint: '',
} as const;

describe('problemText', () => {
  it.each([
    ['BuildKit’s words in English', undefinedVar, 'en', undefinedVar.message, undefinedVar.hint],
    [
      'the rule, its subject and what was meant in Chinese',
      undefinedVar,
      'zh-CN',
      '$VERSOIN：变量先定义再使用。是否想写 $VERSION？',
      '',
    ],
    [
      'a rule without a subject',
      { ...undefinedVar, name: 'NoEmptyContinuation', message: 'Empty continuation line' },
      'zh-CN',
      '指令内部没有空行。',
      '',
    ],
    [
      'a rule that is not known',
      { ...undefinedVar, name: 'Later' },
      'zh-CN',
      undefinedVar.message,
      undefinedVar.hint,
    ],
  ] as const)('%s', (_name, problem, language, message, hint) => {
    expect(problemText(problem, translator(language), language)).toEqual({ message, hint });
  });

  it('names an error in Chinese and keeps its details', () => {
    const told = problemText(unknown, translator('zh-CN'), 'zh-CN');
    expect(told.message).toMatch(/\p{Script=Han}/u);
    expect(told.hint).toBe(unknown.message);
  });
});

describe('instructionText', () => {
  it.each([
    ['RUN', 'en', /^Runs a command/],
    ['run', 'zh-CN', /^在阶段里运行命令/],
    ['--mount', 'zh-CN', /^只给这个步骤用/],
    ['escape', 'en', /^The character/],
    ['EXEC', 'en', null],
    ['constructor', 'en', null],
  ] as const)('%s in %s', (word, language, expected) => {
    const text = instructionText(word, translator(language));
    if (expected === null) expect(text).toBeNull();
    else expect(text).toMatch(expected);
  });
});
