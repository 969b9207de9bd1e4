import { NavLink, ScrollArea, Text } from '@mantine/core'
import {
  IconActivity,
  IconChartBar,
  IconFingerprint,
  IconFirstAidKit,
  IconHistory,
  IconMessage,
  IconPlug,
  IconReceipt,
  IconSettings,
  IconTrendingUp,
  IconUserSearch,
  IconUsers,
} from '@tabler/icons-react'
import { Link, linkOptions } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useMay } from '../parts/use-may.js'

const Heading = ({ children }: { readonly children: string }) => (
  <Text size="xs" c="dimmed" tt="uppercase" fw={600} px="sm" mt="md" mb={4}>
    {children}
  </Text>
)

interface PageLinkProps {
  readonly label: string
  readonly icon: ReactNode
  readonly link: object
}

const PageLink = ({ label, icon, link }: PageLinkProps) => (
  <NavLink
    component={Link}
    {...link}
    label={label}
    leftSection={
      <span aria-hidden style={{ display: 'flex' }}>
        {icon}
      </span>
    }
  />
)

const SIZE = 18

/** The pages of one section. */
export const Navigation = ({ section }: { readonly section: string }) => {
  const params = { section }
  const isOwner = useMay(section, 'owner')
  const model = (tab: string) => linkOptions({ to: '/sections/$section/data-model/$tab', params: { section, tab } })
  return (
    <ScrollArea type="auto">
      <PageLink
        label="Overview"
        icon={<IconChartBar size={SIZE} />}
        link={linkOptions({ to: '/sections/$section', params, activeOptions: { exact: true } })}
      />
      <PageLink label="Live" icon={<IconActivity size={SIZE} />} link={linkOptions({ to: '/sections/$section/live', params })} />
      <PageLink
        label="Quarantine"
        icon={<IconFirstAidKit size={SIZE} />}
        link={linkOptions({ to: '/sections/$section/quarantine', params })}
      />
      <PageLink label="Profiles" icon={<IconUserSearch size={SIZE} />} link={linkOptions({ to: '/sections/$section/profiles', params })} />
      <Heading>Data model</Heading>
      <PageLink label="Transactions" icon={<IconReceipt size={SIZE} />} link={model('transactions')} />
      <PageLink label="Conversions" icon={<IconTrendingUp size={SIZE} />} link={model('conversions')} />
      <PageLink label="Signals" icon={<IconMessage size={SIZE} />} link={model('signals')} />
      <Heading>Section</Heading>
      <PageLink label="Settings" icon={<IconSettings size={SIZE} />} link={linkOptions({ to: '/sections/$section/settings', params })} />
      <PageLink label="Members" icon={<IconUsers size={SIZE} />} link={linkOptions({ to: '/sections/$section/members', params })} />
      <PageLink label="Visitors" icon={<IconFingerprint size={SIZE} />} link={linkOptions({ to: '/sections/$section/visitors', params })} />
      {isOwner && (
        <>
          <PageLink
            label="Integrations"
            icon={<IconPlug size={SIZE} />}
            link={linkOptions({ to: '/sections/$section/integrations', params })}
          />
          <PageLink label="Audit" icon={<IconHistory size={SIZE} />} link={linkOptions({ to: '/sections/$section/audit', params })} />
        </>
      )}
    </ScrollArea>
  )
}
