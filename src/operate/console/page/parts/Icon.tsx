const paths = {
  overview: 'M3 12h4l3-8 4 16 3-8h4',
  positions: 'M4 7h16M4 12h16M4 17h10',
  risk: 'M4 20V10M10 20V4M16 20v-7M21 20H3',
  orders: 'M7 4v16l-4-4M17 20V4l4 4',
  decisions: 'M6 4v16M6 8h7a3 3 0 0 1 3 3v1M6 16h12M16 10l2 2 2-2',
  approvals: 'M12 3l8 3v6c0 5-3.500 8-8 9-4.500-1-8-4-8-9V6zM9 12l2 2 4-4',
  alerts: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4',
  strategies: 'M7 3h7l5 5v13H7zM14 3v5h5M10 13h6M10 17h6',
  system: 'M4 5h16v6H4zM4 13h16v6H4zM8 8h.01M8 16h.01',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  good: 'M5 13l4 4 10-11',
  warn: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  bad: 'M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v5M12 16h.01',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 8h.01',
  pause: 'M9 5v14M15 5v14',
  play: 'M8 5l11 7-11 7z',
  halt: 'M6 6h12v12H6z',
  up: 'M12 19V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
  right: 'M9 6l6 6-6 6',
  close: 'M6 6l12 12M18 6L6 18',
  light:
    'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.400 1.400M17.600 17.600L19 19M19 5l-1.400 1.400M6.400 17.600L5 19',
  dark: 'M20 14.500A8.500 8.500 0 1 1 9.500 4a7 7 0 0 0 10.500 10.500z',
  device: 'M4 5h16v11H4zM9 20h6',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0',
} as const;

export type IconName = keyof typeof paths;

/** A picture that says what the words beside it say: never alone, so screen readers pass over it. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={paths[name]} />
  </svg>
);
