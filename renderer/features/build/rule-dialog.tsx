import { useEffect, useState } from 'react';

import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Markdown } from '../../ui/markdown';
import { useText } from '../../ui/text';
import { rulePage } from './rule-pages';

/** What a build check is about, from the reference that comes with the program. */
export function RuleDialog(props: { readonly page: string; readonly onClose: () => void }) {
  const { t, language } = useText();
  const [text, setText] = useState<string | null>(null);
  const { page } = props;
  useEffect(() => {
    let gone = false;
    void rulePage(page, language).then((found) => {
      if (!gone) setText(found);
    });
    return () => {
      gone = true;
    };
  }, [page, language]);
  const [title = page, ...rest] = (text ?? '').replace(/^# /, '').split('\n');
  return (
    <Dialog
      title={title === '' ? page : title}
      onClose={props.onClose}
      onSubmit={props.onClose}
      actions={
        <Button look="primary" submit>
          {t('common.close')}
        </Button>
      }
    >
      <Markdown text={rest.join('\n')} />
    </Dialog>
  );
}
