import { SegmentedControl, SimpleGrid, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type Overview, overviewQuery } from '../api/overview.js'
import { Breakdown } from '../overview/breakdown.js'
import { NothingYet } from '../overview/nothing-yet.js'
import { overviewSearch, rangeOf, ranges } from '../overview/range.js'
import { Totals, totalsOf } from '../overview/totals.js'
import { VerdictFigure } from '../overview/verdict-figure.js'
import { Failure } from '../parts/failure.js'
import { TextLink } from '../parts/links.js'
import { PageHead } from '../parts/page-head.js'
import { Waiting } from '../parts/waiting.js'

const from = '/signed-in/sections/$section'

export function OverviewPage() {
  const { section } = useParams({ from })
  const range = rangeOf(useSearch({ from }))
  const navigate = useNavigate()
  const overview = useQuery(overviewQuery(section, range))
  return (
    <>
      <PageHead
        title="Overview"
        actions={
          <SegmentedControl
            aria-label="Time"
            data={ranges.map((entry) => ({ value: entry.range, label: entry.name }))}
            value={range}
            onChange={(chosen) =>
              navigate({ to: '/sections/$section', params: { section }, search: overviewSearch({ range: chosen }), replace: true })
            }
          />
        }
      >
        What arrived in this section, and what became of it.
      </PageHead>
      {overview.isPending && <Waiting />}
      {overview.isError && <Failure error={overview.error} retry={overview.refetch} />}
      {overview.data && <Content section={section} overview={overview.data} />}
    </>
  )
}

function Content({ section, overview }: { readonly section: string; readonly overview: Overview }) {
  const totals = totalsOf(overview.points)
  const time = ranges.find(({ range }) => range === overview.range)?.name ?? ''
  if (!totals.accepted && !totals.duplicate && !totals.rejected) return <NothingYet section={section} time={time} />
  return (
    <Stack>
      <Totals {...totals} />
      <VerdictFigure points={overview.points} grain={overview.grain} />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Breakdown
          title="By custom event"
          about={`The 20 with the most in the last ${time}.`}
          what="Custom event"
          rows={overview.customEvents.map(({ discriminator, name, ...counts }) => ({
            ...counts,
            key: discriminator,
            name: (
              <TextLink to="/sections/$section/definitions/$discriminator/versions" params={{ section, discriminator }} inherit dir="auto">
                {name}
              </TextLink>
            ),
          }))}
        />
        <Breakdown
          title="By source"
          about="Where they came from, as the source field says."
          what="Source"
          rows={overview.sources.map(({ source, ...counts }) => ({ ...counts, key: source, name: <bdi>{source}</bdi> }))}
        />
      </SimpleGrid>
    </Stack>
  )
}
