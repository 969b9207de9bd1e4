import { init } from 'echarts'
import type { Row } from '../support/result.ts'
import type { Results } from './kept-results.ts'

export type Scheme = 'light' | 'dark'

/** Grounds and inks of the two schemes, each with a contrast of at least 4.5 : 1 where it is text. */
const inks = {
  light: { ground: '#ffffff', text: '#1f2328', quiet: '#59636e', line: '#d8dee4', ours: '#1c7c54', others: '#6e7781' },
  dark: { ground: '#0d1117', text: '#f0f6fc', quiet: '#9198a1', line: '#30363d', ours: '#4db582', others: '#9198a1' },
} as const

/** One question about each tracker: a column of one table, on a scale of its own. */
interface Panel {
  readonly title: string
  readonly measurement: string
  readonly key: string
  readonly unit: (value: number) => string
}

const panels: readonly Panel[] = [
  {
    title: 'Bytes to the page, brotli',
    measurement: 'size',
    key: 'brotli',
    unit: (bytes) => (bytes < 1e6 ? `${inThousands(bytes)} kB` : `${inThousands(bytes / 1000)} MB`),
  },
  {
    title: 'Main thread per event',
    measurement: 'page',
    key: 'perEvent',
    unit: (us) => (us < 1000 ? `${short(us)} µs` : `${inThousands(us)} ms`),
  },
  { title: 'Evaluate and start', measurement: 'page', key: 'start', unit: (ms) => `${short(ms)} ms` },
]

/** With one digit after the point where that says something. */
const short = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 })
const inThousands = (value: number): string => short(value / 1000)

/** What a tracker of the table `page` is called in the table `size`, where that is another name. */
const builds: Readonly<Record<string, string>> = {
  'Milepost page script': 'Page script, all six field types',
  'Milepost page script, with consent and identity': 'Page script, all six field types, with consent and identity',
  'Milepost `createTracker`': '`createTracker` and an event of three fields',
}

const ROW_HEIGHT = 30
const LABELS = 196
const PANEL = 165
const GAP = 50
const HEAD = 52
const WIDTH = LABELS + panels.length * (PANEL + GAP)

/**
 * Draws what a tracker costs a page, ours beside peers and baselines.
 * @returns an SVG document; `undefined` while nothing of the page is measured. The same results give the same bytes
 */
export function chartOf({ page, size }: Results, scheme: Scheme): string | undefined {
  if (!page) return undefined
  const ink = inks[scheme]
  const isOurs = ({ name }: Row) => name.startsWith('Milepost')
  // From above: ours, peers, and what is no tracker at all.
  const rank = (row: Row) => (isOurs(row) ? 0 : size?.rows.some(({ name }) => name === row.name) === false ? 2 : 1)
  const rows = [...page.rows].sort((a, b) => rank(a) - rank(b))
  const shownValue = ({ measurement, key }: Panel, { name }: Row) => {
    const found =
      measurement === 'page' ? page.rows.find((row) => row.name === name) : size?.rows.find((row) => row.name === (builds[name] ?? name))
    const value = found?.values[key]
    return typeof value === 'number' && value > 0 ? value : undefined
  }
  const drawn = panels
    .map((panel) => ({ ...panel, values: rows.map((row) => shownValue(panel, row)) }))
    .filter(({ values }) => values.some((value) => value !== undefined))
    .map((panel, index) => {
      const known = panel.values.filter((value) => value !== undefined)
      // Whole decades.
      const [low, high] = [10 ** Math.floor(Math.log10(Math.min(...known))), 10 ** Math.ceil(Math.log10(Math.max(...known)))]
      return { ...panel, index, left: LABELS + index * (PANEL + GAP), low, high }
    })
  const height = HEAD + rows.length * ROW_HEIGHT + 34
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height })
  chart.setOption({
    animation: false,
    backgroundColor: ink.ground,
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    title: drawn.map(({ title, left }) => ({
      text: title,
      left,
      top: 12,
      padding: 0,
      textStyle: { color: ink.text, fontSize: 13, fontWeight: 600 },
      subtext: 'less is better, log scale',
      subtextStyle: { color: ink.quiet, fontSize: 11 },
      itemGap: 4,
    })),
    grid: drawn.map(({ left }) => ({ left, width: PANEL, top: HEAD, height: rows.length * ROW_HEIGHT })),
    xAxis: drawn.map(({ index, low, high, unit }) => ({
      gridIndex: index,
      type: 'log',
      min: low,
      max: high,
      axisLabel: { color: ink.quiet, fontSize: 11, formatter: unit },
      splitLine: { lineStyle: { color: ink.line } },
    })),
    yAxis: drawn.map(({ index }) => ({
      gridIndex: index,
      type: 'category',
      inverse: true,
      data: rows.map(({ name }) => name),
      axisLine: { lineStyle: { color: ink.line } },
      axisTick: { show: false },
      axisLabel: {
        show: index === 0,
        interval: 0,
        fontSize: 12,
        lineHeight: 14,
        margin: 10,
        formatter: (name: string) => `{${name.startsWith('Milepost') ? 'ours' : 'other'}|${inLines(name)}}`,
        rich: {
          ours: { color: ink.text, fontWeight: 600, fontSize: 12, lineHeight: 14 },
          other: { color: ink.text, fontSize: 12, lineHeight: 14 },
        },
      },
    })),
    series: drawn.map(({ index, values, unit }) => ({
      type: 'scatter',
      silent: true,
      xAxisIndex: index,
      yAxisIndex: index,
      symbolSize: 11,
      data: values.flatMap((value, place) => {
        const row = rows[place]
        if (value === undefined || !row) return []
        const colour = isOurs(row) ? ink.ours : ink.others
        return [
          {
            value: [value, place],
            itemStyle:
              rank(row) === 2 ? { opacity: 1, color: ink.ground, borderColor: colour, borderWidth: 2 } : { opacity: 1, color: colour },
          },
        ]
      }),
      label: {
        show: true,
        position: 'right',
        distance: 6,
        color: ink.text,
        fontSize: 11,
        formatter: ({ value }: { value: number[] }) => unit(value[0] ?? 0),
      },
    })),
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return asPicture(svg)
}

/** A name that is too long for one line in two. */
const inLines = (name: string): string => name.replaceAll('`', '').replace(', ', ',\n')

/** Without what is for a pointer, whose names count the charts that this process has drawn; with a title for those who do not see it. */
const asPicture = (svg: string): string =>
  `${svg
    .replace(/<style[\s\S]*?<\/style>/, '')
    .replaceAll(/ (?:class|pointer-events)="[^"]*"/g, '')
    .replace('>', '>\n<title>What a tracker costs a page</title>')
    .replaceAll(/\n+/g, '\n')
    .trim()}\n`
