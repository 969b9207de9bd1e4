import { Group, Text } from '@mantine/core'
import classes from './day-bars.module.css'

interface Hour {
  readonly at: string
  readonly accepted: number
  readonly rejected: number
}

const WIDTH = 96
const HEIGHT = 26
const GAP = 1

const number = new Intl.NumberFormat()

/** Accepted and rejected events of the last 24 hours, an hour a bar. Drawn by hand: a chart library would weigh more than the page. */
export function DayBars({ hours }: { readonly hours: readonly Hour[] }) {
  const accepted = hours.reduce((sum, hour) => sum + hour.accepted, 0)
  const rejected = hours.reduce((sum, hour) => sum + hour.rejected, 0)
  if (accepted + rejected === 0) {
    return (
      <Text size="sm" c="dimmed">
        No events in 24 hours
      </Text>
    )
  }
  const most = Math.max(1, ...hours.map((hour) => hour.accepted + hour.rejected))
  const step = WIDTH / hours.length
  // What happened at all stays visible beside an hour of a thousand times as much.
  const height = (count: number) => (count ? Math.max(2, (count / most) * HEIGHT) : 0)
  return (
    <Group gap="xs" wrap="nowrap">
      <svg
        role="img"
        aria-label={`Last 24 hours: ${number.format(accepted)} accepted, ${number.format(rejected)} rejected`}
        width={WIDTH}
        height={HEIGHT}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className={classes.bars}
      >
        {hours.map((hour, index) => {
          const [up, down] = [height(hour.accepted), height(hour.rejected)]
          const place = { x: index * step, width: step - GAP }
          return (
            <g key={hour.at}>
              <rect {...place} y={HEIGHT - 1} height={1} className={classes.none} />
              <rect {...place} y={HEIGHT - Math.min(up, HEIGHT)} height={Math.min(up, HEIGHT)} className={classes.accepted} />
              <rect {...place} y={Math.max(0, HEIGHT - up - down)} height={down} className={classes.rejected} />
            </g>
          )
        })}
      </svg>
      <Text size="xs" c="dimmed" aria-hidden style={{ whiteSpace: 'nowrap' }}>
        {number.format(accepted)} in
        <br />
        {number.format(rejected)} refused
      </Text>
    </Group>
  )
}
