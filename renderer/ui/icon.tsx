const paths = {
  images: 'M2.5 5.5 8 2.7l5.5 2.8L8 8.3 2.5 5.5ZM2.5 8 8 10.8 13.5 8M2.5 10.5 8 13.3l5.5-2.8',
  containers: 'M2.5 4.5h11v7h-11zM5.2 6.8v2.4M8 6.8v2.4M10.8 6.8v2.4',
  build: 'm9.2 6.8-6 6M7.6 4.2l4.2 4.2 1.7-1.7-1-1-.3-1.7-1.6-1.6L8.9 2 7.6 4.2Z',
  activity: 'M1.8 8.2h2.7l1.8-4.4 3.1 8.6 1.9-4.2h2.9',
  settings: 'M2.5 4.6h5.7M11.6 4.6h1.9M2.5 11.4h1.9M7.8 11.4h5.7M9.9 3v3.2M6.1 9.8V13',
  search: 'M7 11.2a4.2 4.2 0 1 0 0-8.4 4.2 4.2 0 0 0 0 8.4Zm3.1-1.1 3.2 3.2',
  close: 'm4 4 8 8M12 4l-8 8',
  more: 'M3.6 8h.01M8 8h.01M12.4 8h.01',
  back: 'M9.8 3.5 5.3 8l4.5 4.5',
  forward: 'M6.2 3.5 10.7 8l-4.5 4.5',
  up: 'M4 9.8 8 5.8l4 4',
  down: 'M4 6.2 8 10.2l4-4',
  start: 'M5.2 3.4v9.2L12.4 8 5.2 3.4Z',
  stop: 'M4.3 4.3h7.4v7.4H4.3z',
  snapshot:
    'M2.3 5.2h2.6L6 3.6h4l1.1 1.6h2.6v7.4H2.3V5.2ZM8 10.8a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z',
  terminal: 'm3 4.6 3.2 3.2L3 11M7.8 11.4h5.2',
  logs: 'M3 4h10M3 7h7M3 10h10M3 13h5',
  trash: 'M3 4.5h10M6.4 4.3V2.8h3.2v1.5M4.3 4.7l.6 8.5h6.2l.6-8.5M6.8 7v3.8M9.2 7v3.8',
  copy: 'M5.6 5.6h7.2v7.2H5.6zM10.4 5.4V3.2H3.2v7.2h2.2',
  check: 'm3.2 8.4 3.2 3.2 6.4-7',
  plus: 'M8 3.4v9.2M3.4 8h9.2',
  minus: 'M3.4 8h9.2',
  file: 'M4 2.4h5l3 3v8.2H4V2.4Zm5 .2v3h3',
  folder: 'M2.3 4h4l1.3 1.6h6.1v6.8H2.3V4Z',
  link: 'M6.8 9.2 9.4 6.6M7.2 5.4l1.4-1.4a2.4 2.4 0 0 1 3.4 3.4l-1.4 1.4M8.8 10.6 7.4 12A2.4 2.4 0 0 1 4 8.6l1.4-1.4',
  warning: 'M8 2.6 14 13H2L8 2.6ZM8 6.6v3M8 11.3h.01',
  tag: 'M2.6 3.2v4.4l5.9 5.9 4.6-4.6-5.9-5.9H2.6ZM5.4 5.8h.01',
  save: 'M8 2.6v7.2M5 7l3 3 3-3M3 12.8h10',
  refresh: 'M12.8 6.6A5 5 0 1 0 13 9.2M13 3.4v3.2H9.8',
  enter: 'M12.6 4v4.2H4M6.6 5.6 4 8.2l2.6 2.6',
  import: 'M8 2.6v7.2M5 7l3 3 3-3M2.8 9.6v3.2h10.4V9.6',
} as const;

export type IconName = keyof typeof paths;

/** A line drawing of one word; always beside or inside something that says the word. */
export function Icon(props: { readonly name: IconName; readonly size?: number }) {
  const size = props.size ?? 16;
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={props.name === 'more' ? 2 : 1.35}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[props.name]} />
    </svg>
  );
}
