import { ColorSwatch, Group, Paper, Stack, Text } from '@mantine/core'
import type { Overview } from '../api/overview.js'
import { countText } from '../parts/count.js'
import { pointLabel } from './point-label.js'
import classes from './verdict-chart.module.css'
import { verdicts } from './verdicts.js'

interface VerdictTooltipProps extends Pick<Overview, 'grain'> {
  readonly point: Overview['points'][number]
  /** Where the bar is, in the width of the picture. */
  readonly middle: number
  readonly width: number
}

const GAP = 10

/** The counts of the bar that is pointed at. Beside it, on the side that has room. */
export function VerdictTooltip({ point, grain, middle, width }: VerdictTooltipProps) {
  const own = grain === 'hour' ? 248 : 200
  const after = middle + GAP
  const left = after + own <= width ? after : Math.max(0, middle - GAP - own)
  return (
    <Paper className={classes.tooltip ?? ''} withBorder shadow="md" w={own} left={left}>
      <Text px="md" py="xs" fw={600} c="bright">
        {pointLabel(point.at, grain)}
      </Text>
      <Stack gap={6} px="md" pb="sm" fz="sm">
        {verdicts.map(({ verdict, name, color }) => (
          <Group key={verdict} gap="sm" wrap="nowrap">
            <ColorSwatch color={`var(--mantine-color-${color})`} size={12} withShadow={false} />
            <Text inherit mr="auto">
              {name}
            </Text>
            <Text inherit c="bright">
              {countText(point[verdict])}
            </Text>
          </Group>
        ))}
      </Stack>
    </Paper>
  )
}
