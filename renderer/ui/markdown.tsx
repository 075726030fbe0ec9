import { useMemo } from 'react';

import styles from './markdown.module.css';
import { markdownBlocks, markdownPieces, type MarkdownBlock } from './markdown-blocks';

/** Documentation as elements; its headings are no headings of the page it stands on. */
export function Markdown(props: { readonly text: string }) {
  const blocks = useMemo(() => markdownBlocks(props.text), [props.text]);
  return (
    <div className={styles['markdown']}>
      {blocks.map((block, index) => (
        <Block key={index} block={block} />
      ))}
    </div>
  );
}

function Block(props: { readonly block: MarkdownBlock }) {
  const { block } = props;
  switch (block.kind) {
    case 'heading':
      return (
        <p className={styles['heading']} data-level={block.level}>
          <Inline text={block.text} />
        </p>
      );
    case 'code':
      return <pre>{block.text}</pre>;
    case 'list':
      return (
        <ul>
          {block.items.map((item, index) => (
            <li key={index}>
              <Inline text={item} />
            </li>
          ))}
        </ul>
      );
    case 'paragraph':
      return (
        <p>
          <Inline text={block.text} />
        </p>
      );
  }
}

function Inline(props: { readonly text: string }) {
  return markdownPieces(props.text).map((piece, index) =>
    piece.kind === 'code' ? (
      <code key={index}>{piece.text}</code>
    ) : piece.kind === 'strong' ? (
      <strong key={index}>{piece.text}</strong>
    ) : (
      piece.text
    ),
  );
}
