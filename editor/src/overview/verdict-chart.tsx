import { useElementSize } from '@mantine/hooks'
import { useState } from 'react'
import type { Overview } from '../api/overview.js'
import { countText } from '../parts/count.js'
import { countTicks, labelsWithRoom } from './chart-axes.js'
import { tickLabel } from './point-label.js'
import classes from './verdict-chart.module.css'
import { VerdictTooltip } from './verdict-tooltip.js'
import { verdicts } from './verdicts.js'

const HEIGHT = 260
/** Below the bars, for the time. */
const FOOT = 30
/** In front of them, for counts. */
const SIDE = 48
const PLOT = HEIGHT - FOOT
/** So much of its place is free on each side of a bar. */
const FREE = 0.1
const LABEL_GAP = 24
const FONT_SIZE = 12

/** Bars by verdict, in the colours of the totals. Drawn by hand: a library took as long to load as the whole page. */
export function VerdictChart({ points, grain }: Pick<Overview, 'points' | 'grain'>) {
  const { ref, width } = useElementSize()
  const [pointed, setPointed] = useState<number>()
  const ticks = countTicks(Math.max(...points.map(({ accepted, duplicate, rejected }) => accepted + duplicate + rejected)))
  const y = (count: number) => PLOT - (count / (ticks.at(-1) ?? 1)) * PLOT
  const place = Math.max(0, width - SIDE) / points.length
  const free = place * (1 - 2 * FREE)
  const bar = free > 1 ? Math.floor(free) : free
  const widthOf = measure()
  const labels = points.map(({ at }, index) => {
    const text = tickLabel(at, grain, points.length)
    return { text, middle: SIDE + (index + 0.5) * place, width: widthOf(text) }
  })
  const point = pointed === undefined ? undefined : points[pointed]
  const middle = SIDE + ((pointed ?? 0) + 0.5) * place
  return (
    // Time goes from left to right in every language of the texts around it.
    <div ref={ref} className={classes.chart} dir="ltr" style={{ height: HEIGHT }}>
      {width > SIDE && (
        <svg
          width={width}
          height={HEIGHT}
          fontSize={FONT_SIZE}
          aria-hidden
          onPointerMove={({ clientX, currentTarget }) => {
            const index = Math.floor((clientX - currentTarget.getBoundingClientRect().left - SIDE) / place)
            setPointed(points[index] && index)
          }}
          onPointerLeave={() => setPointed(undefined)}
        >
          {ticks.map((count) => (
            <g key={count}>
              <line className={classes.line} strokeDasharray="5 5" x1={SIDE} x2={width} y1={y(count)} y2={y(count)} />
              <line className={classes.line} x1={SIDE - 6} x2={SIDE} y1={y(count)} y2={y(count)} />
              <text className={classes.label} textAnchor="end" x={SIDE - 18} y={Math.max(y(count), 9)} dy="0.355em">
                {countText(count)}
              </text>
            </g>
          ))}
          {point && <rect className={classes.pointed} strokeDasharray="5 5" x={middle - place / 2} width={place} height={PLOT} />}
          {points.map((entry, index) => {
            let below = 0
            return verdicts.map(({ verdict, color }) => {
              const from = below
              below += entry[verdict]
              return entry[verdict] ? (
                <rect
                  key={`${entry.at} ${verdict}`}
                  fill={`var(--mantine-color-${color})`}
                  x={SIDE + index * place + place * FREE}
                  width={bar}
                  y={y(below)}
                  height={y(from) - y(below)}
                />
              ) : null
            })
          })}
          {labelsWithRoom(labels, 0, width, LABEL_GAP).map((label) => (
            <text key={label.middle} className={classes.label} textAnchor="middle" x={label.middle} y={PLOT + 18} dy="0.71em">
              {label.text}
            </text>
          ))}
        </svg>
      )}
      {point && <VerdictTooltip point={point} grain={grain} middle={middle} width={width} />}
    </div>
  )
}

const canvas = document.createElement('canvas').getContext('2d')

/** @returns how wide a text is drawn, in pixels */
function measure(): (text: string) => number {
  if (!canvas) return (text) => text.length * FONT_SIZE
  canvas.font = `${FONT_SIZE}px ${getComputedStyle(document.body).fontFamily}`
  return (text) => canvas.measureText(text).width
}
