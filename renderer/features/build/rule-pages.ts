import type { Language } from '../../../shared/text/text';

type Pages = Readonly<Record<string, () => Promise<string>>>;

const english = import.meta.glob('../../../docs/reference/checks/*.md', {
  query: '?raw',
  import: 'default',
}) as Pages;
const chinese = import.meta.glob('../../../docs/reference/checks/zh-cn/*.md', {
  query: '?raw',
  import: 'default',
}) as Pages;

/** The page of a build check; one that is not translated is there in English. */
export async function rulePage(page: string, language: Language): Promise<string> {
  const folder = '../../../docs/reference/checks';
  const translated = language === 'zh-CN' ? chinese[`${folder}/zh-cn/${page}.md`] : undefined;
  const load = translated ?? english[`${folder}/${page}.md`];
  return load === undefined ? '' : load();
}
