import { ColorSwatch, Group, Paper, SimpleGrid, Text } from '@mantine/core'
import type { Overview } from '../api/overview.js'
import { countText } from '../parts/count.js'

const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 })

/** The sums of all points. */
export const totalsOf = (points: Overview['points']) =>
  points.reduce(
    (sum, { accepted, duplicate, rejected }) => ({
      accepted: sum.accepted + accepted,
      duplicate: sum.duplicate + duplicate,
      rejected: sum.rejected + rejected,
    }),
    { accepted: 0, duplicate: 0, rejected: 0 },
  )

/** How many arrived, by verdict. */
export function Totals({ accepted, duplicate, rejected }: ReturnType<typeof totalsOf>) {
  const all = accepted + duplicate + rejected
  const share = (count: number) => (all ? `${percent.format(count / all)} of all` : ' ')
  return (
    <SimpleGrid component="dl" cols={3} m={0} spacing={{ base: 'xs', sm: 'md' }}>
      <Total label="Accepted" color="green-6" count={accepted} note={share(accepted)} />
      <Total label="Duplicate" color="gray-5" count={duplicate} note="Sent again, stored once" />
      <Total label="Rejected" color="red-6" count={rejected} note={share(rejected)} alarming={rejected > 0} />
    </SimpleGrid>
  )
}

interface TotalProps {
  readonly label: string
  /** As in the picture below, whose legend this is. */
  readonly color: string
  readonly count: number
  readonly note: string
  readonly alarming?: boolean
}

const Total = ({ label, color, count, note, alarming = false }: TotalProps) => (
  <Paper withBorder p={{ base: 'xs', sm: 'md' }}>
    <Group component="dt" gap={6} wrap="nowrap">
      <ColorSwatch color={`var(--mantine-color-${color})`} size={10} withShadow={false} aria-hidden />
      <Text size="sm" c="dimmed">
        {label}
      </Text>
    </Group>
    <Text
      component="dd"
      m={0}
      fz={{ base: 20, sm: 28 }}
      lh={1.25}
      fw={650}
      {...(alarming && { c: 'light-dark(var(--mantine-color-red-8), var(--mantine-color-red-4))' })}
      style={{ fontVariantNumeric: 'tabular-nums' }}
    >
      {countText(count)}
    </Text>
    <Text component="dd" m={0} size="sm" c="dimmed" visibleFrom="xs">
      {note}
    </Text>
  </Paper>
)
