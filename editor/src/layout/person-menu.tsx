import { Avatar, Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { IconDeviceDesktop, IconLayoutGrid, IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { queryClient } from '../api/query-client.js'
import { meQuery } from '../api/session.js'
import { tellFailure } from '../parts/tell.js'

const schemes = [
  { value: 'light', label: 'Light', Icon: IconSun },
  { value: 'dark', label: 'Dark', Icon: IconMoon },
  { value: 'auto', label: 'As the system', Icon: IconDeviceDesktop },
] as const

/** Who is signed in, how the editor looks, and the way out. */
export function PersonMenu() {
  const navigate = useNavigate()
  const { data } = useQuery(meQuery)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const name = data?.person?.name ?? ''
  const signOut = async () => {
    // Large, and needed on no page before somebody leaves.
    const { auth } = await import('../api/auth.js')
    const { error } = await auth.signOut()
    if (error) return tellFailure(new Error(error.message))
    queryClient.clear()
    await navigate({ to: '/sign-in' })
  }
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton aria-label={`Your account, ${name}`}>
          {/* No initials: they would be a text that is seen and not called so. */}
          <Avatar radius="xl" aria-hidden>
            <IconUser size={22} aria-hidden />
          </Avatar>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className="wrap-anywhere">{name}</Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconUser size={16} aria-hidden />}>
          Account
        </Menu.Item>
        <Menu.Item component={Link} to="/sections" leftSection={<IconLayoutGrid size={16} aria-hidden />}>
          All sections
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Appearance</Menu.Label>
        {schemes.map(({ value, label, Icon }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            leftSection={<Icon size={16} aria-hidden />}
            fw={colorScheme === value ? 700 : 400}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
