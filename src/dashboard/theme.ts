import {
  Badge,
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  Notification,
  rem,
} from "@mantine/core";

/** The brand's blue: from 7 on, white text on it and it on white have a contrast of 5.8 and more. */
const tide: MantineColorsTuple = [
  "#e9f6fb",
  "#d2ebf5",
  "#a3d6ea",
  "#70bfde",
  "#49abd2",
  "#2b98c5",
  "#1681ae",
  "#0b6c96",
  "#0a5a7d",
  "#084a68",
];

/** Bluish night instead of neutral greys. */
const dark: MantineColorsTuple = [
  "#d5dbe3",
  "#b4becb",
  "#94a2b3",
  "#5f6e82",
  "#36455a",
  "#28364a",
  "#1a2536",
  "#111a28",
  "#0c131f",
  "#080d16",
];

export const theme = createTheme({
  primaryColor: "tide",
  primaryShade: 7,
  colors: { tide, dark },
  defaultRadius: "md",
  fontFamily:
    'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif',
  headings: { fontWeight: "650" },
  fontSizes: { xs: rem(12), sm: rem(13.5), md: rem(15) },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Badge: Badge.extend({ defaultProps: { tt: "none", fw: 600, variant: "light" } }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { "aria-label": "Close" } } }),
  },
});

/** Mantine's own dimmed text is below the contrast WCAG asks for on a grey page. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#566273",
    "--mantine-color-placeholder": "#667284",
    "--mantine-color-error": "#c02a2a",
    "--mantine-color-body": "#ffffff",
    "--page": "#f5f7fa",
    "--line": "#e2e7ee",
    "--grid": "#e8ecf2",
    "--ink": "#18212e",
    "--soft": "#eef3f7",
    "--bar": "#0b6c96",
    "--bar-rest": "#d5e3ec",
  },
  dark: {
    "--mantine-color-dimmed": "#9fadbf",
    "--mantine-color-placeholder": "#8796aa",
    "--mantine-color-error": "#ff8f8f",
    "--mantine-color-body": "#111a28",
    "--page": "#0b111b",
    "--line": "#233044",
    "--grid": "#1e2a3c",
    "--ink": "#e3e9f1",
    "--soft": "#18222f",
    "--bar": "#3fa7d1",
    "--bar-rest": "#22344a",
  },
});
