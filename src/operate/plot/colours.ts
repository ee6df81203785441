/** Told apart with any colour vision, and in print: Okabe and Ito (2008). */
export const colours = {
  black: '#222222',
  orange: '#e69f00',
  sky: '#56b4e9',
  green: '#009e73',
  yellow: '#f0e442',
  blue: '#0072b2',
  vermilion: '#d55e00',
  purple: '#cc79a7',
  grey: '#8a8a8a',
  pale: '#dddddd',
} as const;

/** For lines, the most different first. Vermilion is for what ends an account. */
export const lineColours: readonly string[] = [
  colours.blue,
  colours.green,
  colours.orange,
  colours.purple,
  colours.sky,
  colours.black,
];
