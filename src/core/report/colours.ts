/** Colours of lines and groups, in the order they are given out: told apart also by people who see fewer of them. */
const LIGHT = [
  "#1b6ec2",
  "#d9480f",
  "#2b8a3e",
  "#9c36b5",
  "#b7791f",
  "#0b7285",
  "#c2255c",
  "#5c4b8a",
  "#5c7f10",
  "#495b70",
];
const DARK = [
  "#5aa9f2",
  "#ff9558",
  "#63cf7c",
  "#d58cf0",
  "#f0c052",
  "#4cc9dc",
  "#ff86b0",
  "#a996ea",
  "#b3d94c",
  "#a5b4c7",
];

/** The colour of the line at this place of the answer. It keeps it when other lines are hidden. */
export const colourOf = (place: number, isDark: boolean): string => {
  const colours = isDark ? DARK : LIGHT;
  return colours[place % colours.length] ?? "#1b6ec2";
};

/** By day, of a bar that shows a part of a whole. */
export const PART = "#0b6c96";
