import { Group, Text } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { someDefinitionsQuery } from '../api/some-definitions.js'
import { EmptyState } from '../parts/empty-state.js'
import { ButtonLink } from '../parts/links.js'
import { useMay } from '../parts/use-may.js'

interface NothingYetProps {
  readonly section: string
  /** The stretch of time in which nothing arrived, as in "the last 24 hours". */
  readonly time: string
}

/** Leads from an empty overview to the first data: make a custom event, install it. */
export function NothingYet({ section, time }: NothingYetProps) {
  const definitions = useQuery(someDefinitionsQuery(section, ''))
  const mayEdit = useMay(section, 'editor')
  const [first] = definitions.data ?? []
  if (definitions.isPending) return null
  return (
    <EmptyState
      icon={<IconChartBar aria-hidden />}
      title={first ? `Nothing arrived in the last ${time}` : 'Two steps to the first data'}
      action={
        <Group justify="center">
          {first && (
            <ButtonLink to="/sections/$section/definitions/$discriminator/install" params={{ section, discriminator: first.discriminator }}>
              Install&nbsp;<bdi>{first.name}</bdi>
            </ButtonLink>
          )}
          {mayEdit && (
            <ButtonLink
              to="/sections/$section/data-model/$tab/new"
              params={{ section, tab: 'transactions' }}
              variant={first ? 'default' : 'filled'}
            >
              Create a custom event
            </ButtonLink>
          )}
        </Group>
      }
    >
      {first ? (
        'A custom event is counted here as soon as a page sends it. Check that its snippet is installed, or choose a longer time above.'
      ) : (
        <Text component="span" inherit>
          First say what your website reports: a custom event such as “Order created” with its fields. Then install its snippet in a page.
          What arrives is counted here.
        </Text>
      )}
    </EmptyState>
  )
}
