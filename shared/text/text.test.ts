import { describe, expect, it } from 'vitest';

import { errorCodes } from '../errors';
import { en } from './en';
import { resolveLanguage, translate, type Plural, type TextKey } from './text';
import { zhCn } from './zh-cn';

const keys = Object.keys(en) as TextKey[];
const forms = (entry: string | Plural): ReadonlyArray<string> =>
  typeof entry === 'string' ? [entry] : [entry.one, entry.other];
const placeholders = (entry: string | Plural): ReadonlyArray<string> =>
  [...new Set(forms(entry).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();

describe('texts', () => {
  it('have the same keys in both languages', () => {
    expect(Object.keys(zhCn).sort()).toEqual([...keys].sort());
  });
  it('have the same placeholders in both languages', () => {
    const different = keys.filter(
      (key) => placeholders(zhCn[key]).join() !== placeholders(en[key]).join(),
    );
    expect(different).toEqual([]);
  });
  it('have a headline for every error code', () => {
    expect(errorCodes.filter((code) => !(`error.code.${code}` in en))).toEqual([]);
  });
  it('keep to the words of the design', () => {
    const all = keys.flatMap((key) => forms(en[key]));
    expect(all.filter((text) => /!|successful|please/i.test(text))).toEqual([]);
    expect(
      keys.flatMap((key) => forms(zhCn[key])).filter((text) => /！|成功|请/.test(text)),
    ).toEqual([]);
  });
});

describe('translate', () => {
  it('chooses the form of a count', () => {
    expect(translate('en', 'image.files', { n: 1 })).toBe('1 file');
    expect(translate('en', 'image.files', { n: 1204 })).toBe('1,204 files');
    expect(translate('zh-CN', 'image.files', { n: 1204 })).toBe('1,204 个文件');
  });
  it.each([
    ['system', 'zh-Hans-CN', 'zh-CN'],
    ['system', 'zh', 'zh-CN'],
    ['system', 'de-DE', 'en'],
    ['en', 'zh-CN', 'en'],
    ['zh-CN', 'en-GB', 'zh-CN'],
  ] as const)('setting %s on a %s system is %s', (setting, locale, expected) => {
    expect(resolveLanguage(setting, locale)).toBe(expected);
  });
});
