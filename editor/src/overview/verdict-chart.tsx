import '@mantine/charts/styles.css'
import { BarChart } from '@mantine/charts'
import type { Overview } from '../api/overview.js'
import { countText } from '../parts/count.js'
import { pointLabel, tickLabel } from './point-label.js'

/** Bars by verdict, in the colours of the totals. A file of its own, and the only one that loads the drawing library. */
export const VerdictChart = ({ points, grain }: Pick<Overview, 'points' | 'grain'>) => (
  <BarChart
    h={260}
    data={[...points]}
    dataKey="at"
    type="stacked"
    series={[
      { name: 'accepted', label: 'Accepted', color: 'green.6' },
      { name: 'duplicate', label: 'Duplicate', color: 'gray.5' },
      { name: 'rejected', label: 'Rejected', color: 'red.6' },
    ]}
    valueFormatter={countText}
    // The table below says the same to whoever cannot point at a bar.
    accessibilityLayer={false}
    yAxisProps={{ width: 48, allowDecimals: false }}
    xAxisProps={{ tickFormatter: (at: string) => tickLabel(at, grain, points.length), minTickGap: 24 }}
    tooltipProps={{
      // Also called while no bar is pointed at.
      labelFormatter: (at) => (typeof at === 'string' ? pointLabel(at, grain) : ''),
    }}
    barProps={{ isAnimationActive: false }}
  />
)
