import { ActionIcon, AppShell, Box, Burger, Group, NavLink, Text, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { lazy, type ReactNode, Suspense, useEffect } from "react";
import { Link, useLocation } from "wouter";
import { useSearch } from "#dashboard/report/search.ts";
import { signOut } from "#dashboard/api/session.ts";
import { IconKeyboard, IconLogout, IconSearch } from "#dashboard/icons.ts";
import { Mark } from "#dashboard/shell/mark.tsx";
import { SchemeSwitch } from "#dashboard/shell/scheme-switch.tsx";
import { addressOfScreen, SCREENS } from "#dashboard/shell/screens.ts";
import { useKeys } from "#dashboard/shell/use-keys.ts";

const Palette = lazy(() => import("#dashboard/shell/palette.tsx"));
const Help = lazy(() => import("#dashboard/shell/help.tsx"));

/** The frame of every screen: menu, keys, palette. */
export function Shell({ children }: { children: ReactNode }) {
  const [isMenuOpen, menu] = useDisclosure(false);
  const [isHelpOpen, help] = useDisclosure(false);
  const [isPaletteOpen, palette] = useDisclosure(false);
  const [path] = useLocation();
  const search = useSearch();
  useKeys({ help: help.open, palette: palette.open });
  const here = SCREENS.find((screen) => (screen.path === "/" ? path === "/" : path.startsWith(screen.path)));
  useEffect(() => {
    document.title = here ? `${here.name} · Headwater` : "Headwater";
  }, [here]);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 216, breakpoint: "sm", collapsed: { mobile: !isMenuOpen } }}
      padding={{ base: "sm", sm: "lg" }}
    >
      <AppShell.Header px="md">
        <a href="#content" className="skip">
          Skip to the content
        </a>
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={isMenuOpen} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label="Menu" />
            <Mark />
            <Text fw={700} size="lg" lh={1}>
              Headwater
            </Text>
          </Group>
          <Group gap={6} wrap="nowrap">
            <Bar label="Find anything (Ctrl K)" onClick={palette.open}>
              <IconSearch size={18} />
            </Bar>
            <Box visibleFrom="sm">
              <Bar label="Keyboard shortcuts (?)" onClick={help.open}>
                <IconKeyboard size={18} />
              </Bar>
            </Box>
            <SchemeSwitch />
            <Bar label="Sign out" onClick={() => void signOut()}>
              <IconLogout size={18} />
            </Bar>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label="Screens">
        {SCREENS.map((screen) => (
          <NavLink
            key={screen.path}
            component={Link}
            href={addressOfScreen(screen, search)}
            label={screen.name}
            leftSection={<screen.icon size={18} stroke={1.7} />}
            active={screen === here}
            aria-current={screen === here ? "page" : undefined}
            onClick={menu.close}
            mih={42}
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        {children}
      </AppShell.Main>
      <Suspense>
        {isPaletteOpen && <Palette onClose={palette.close} />}
        {isHelpOpen && <Help onClose={help.close} />}
      </Suspense>
    </AppShell>
  );
}

function Bar({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size={40} onClick={onClick} aria-label={label}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
