import { EditorState, type Extension } from '@codemirror/state';

/** What the editor's library says by itself, in Chinese; its own words are English. */
const chinese: Readonly<Record<string, string>> = {
  'Control character': '控制字符',
  'Selection deleted': '已删除所选内容',
  'Folded lines': '折叠的行',
  Completions: '补全',
  Diagnostics: '检查结果',
  'No diagnostics': '没有检查结果',
  Find: '查找',
  Replace: '替换',
  next: '下一个',
  previous: '上一个',
  all: '全部',
  'match case': '区分大小写',
  'by word': '全词',
  regexp: '正则表达式',
  replace: '替换',
  'replace all': '全部替换',
  close: '关闭',
  'current match': '当前匹配',
  'on line': '在行',
};

export function phrases(language: string): Extension {
  return language === 'zh-CN' ? EditorState.phrases.of(chinese) : [];
}
