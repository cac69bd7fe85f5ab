// The few signs of the page; never the only carrier of a meaning.
const paths = {
  reply: 'M9 5 3.5 10.5 9 16M4 10.5h9a6 6 0 0 1 6 6V19',
  forward: 'm13 5 5.5 5.5L13 16M18 10.5H9a6 6 0 0 0-6 6V19',
  clock: 'M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
  check: 'm4 12.5 5 5L20 6.5',
  checks: 'm2 12.5 5 5L16 6.5M12 16.5l1.5 1.5L23 7',
  pen: 'M4 20l1-5L16 4l4 4L9 19z',
  bin: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13',
  alert: 'M12 4 2.5 20h19zM12 10v4M12 17v.5',
  place: 'M12 21c4-5 7-8 7-11.5A7 7 0 0 0 5 9.500C5 13 8 16 12 21M12 7.500a2 2 0 1 0 0 4 2 2 0 0 0 0-4',
  paper: 'M6 3h8l4 4v14H6zM14 3v4h4',
  sound: 'M12 4a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V7a3 3 0 0 0-3-3M6 11a6 6 0 0 0 12 0M12 17v4',
  film: 'M3 6h12v12H3zM15 10l6-3v10l-6-3z',
  picture: 'M3 5h18v14H3zM7 9.500h.01M4 18l5-6 4 4 3-3 4 5',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4 21c0-4 3.500-7 8-7s8 3 8 7',
  search: 'M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13M15.500 15.500 21 21',
  up: 'm5 15 7-7 7 7', down: 'm5 9 7 7 7-7', print: 'M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z',
  lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
} as const;
export type Sign = keyof typeof paths;

export const Icon = ({sign}: { sign: Sign }) => (
  <svg class={`icon${sign === 'reply' || sign === 'forward' ? ' turns' : ''}`} viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" focusable="false">
    <path d={paths[sign]} fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" />
  </svg>
);
