import { ActionIcon, Tooltip, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSun, IconSunMoon } from "#dashboard/icons.ts";

const NEXT = { auto: "light", light: "dark", dark: "auto" } as const;
const NAMES = { auto: "as your system", light: "light", dark: "dark" } as const;
const ICONS = { auto: IconSunMoon, light: IconSun, dark: IconMoon } as const;

/** Light, dark, or as the system is. */
export function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = ICONS[colorScheme];
  const label = `Colours: ${NAMES[colorScheme]}. Change to ${NAMES[NEXT[colorScheme]]}`;
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={40}
        aria-label={label}
        onClick={() => setColorScheme(NEXT[colorScheme])}
      >
        <Icon size={18} />
      </ActionIcon>
    </Tooltip>
  );
}
