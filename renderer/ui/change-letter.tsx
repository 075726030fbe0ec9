import type { ChangeKind } from '../../shared/model/layer';
import styles from './change-letter.module.css';
import { useText } from './text';

/** A, C or D in its colour, with the word for those who cannot see it. */
export function ChangeLetter(props: { readonly kind: ChangeKind | undefined }) {
  const { t } = useText();
  if (props.kind === undefined) return <span className={styles['none']} />;
  const word = t(`change.${props.kind}`);
  return (
    <span className={styles['letter']} data-kind={props.kind} title={word}>
      <span aria-hidden="true">{t(`change.letter.${props.kind}`)}</span>
      <span className="visually-hidden">{word}</span>
    </span>
  );
}
