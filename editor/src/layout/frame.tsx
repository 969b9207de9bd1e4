import { AppShell, Burger, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Link, Outlet, useParams, useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Navigation } from './navigation.js'
import { PersonMenu } from './person-menu.js'
import { SectionSwitcher } from './section-switcher.js'

/** What stands around every page behind the sign-in. */
export function Frame() {
  const [opened, { toggle, close }] = useDisclosure()
  const { section } = useParams({ strict: false })
  const pathname = useRouterState({ select: ({ location }) => location.pathname })
  // On a narrow screen the menu covers the page that was asked for.
  // biome-ignore lint/correctness/useExhaustiveDependencies: closes when the page changes
  useEffect(close, [pathname])
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 240, breakpoint: 'sm', collapsed: { mobile: !opened, desktop: !section } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <a className="skip-link" href="#main">
        Skip to the page
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" className="wrap-anywhere">
            {section && (
              <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={opened ? 'Close the menu' : 'Open the menu'} />
            )}
            <Text component={Link} to="/sections" fw={700} c="var(--mantine-color-text)" td="none" {...(section && { visibleFrom: 'xs' })}>
              Milepost
            </Text>
            <SectionSwitcher section={section} />
          </Group>
          <PersonMenu />
        </Group>
      </AppShell.Header>
      {section && (
        <AppShell.Navbar p="sm" component="nav" aria-label="Section">
          <Navigation section={section} />
        </AppShell.Navbar>
      )}
      <AppShell.Main id="main" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  )
}
