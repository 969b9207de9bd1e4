import { Stack, Text, Title } from '@mantine/core'
import { useRef, useState } from 'react'
import type { Definition } from '../api/definitions.js'
import { DefinitionPage } from '../definitions/definition-page.js'
import { VersionDiff } from '../definitions/version-diff.js'
import { VersionList } from '../definitions/version-list.js'

/** All versions of a custom event, and the difference of any two. */
export const VersionsPage = () => <DefinitionPage title="Versions">{(definition) => <Versions definition={definition} />}</DefinitionPage>

function Versions({ definition }: { readonly definition: Definition }) {
  const { versions } = definition
  const newest = versions.at(-1)?.number ?? 1
  const [compared, setCompared] = useState<readonly [number, number]>()
  const [from, to] = compared ?? [Math.max(1, newest - 1), newest]
  const difference = useRef<HTMLHeadingElement>(null)
  return (
    <Stack gap="xl">
      <Stack gap="xs">
        <Text c="dimmed" size="sm" maw={720}>
          A version never changes once it is saved, and every version stays accepted: what is installed keeps working.
        </Text>
        <VersionList
          definition={definition}
          onCompare={(before, after) => {
            setCompared([before, after])
            difference.current?.scrollIntoView({ block: 'start' })
            difference.current?.focus({ preventScroll: true })
          }}
        />
      </Stack>
      <Stack component="section" gap="xs" aria-label="Difference">
        <Title order={2} size="h4" ref={difference} tabIndex={-1} style={{ scrollMarginTop: 72 }}>
          Difference
        </Title>
        {versions.length > 1 ? (
          <VersionDiff versions={versions} from={from} to={to} onChange={(before, after) => setCompared([before, after])} />
        ) : (
          <Text size="sm" c="dimmed">
            There is one version so far. Saving an edit of the fields makes the next one, and the two can be compared here.
          </Text>
        )}
      </Stack>
    </Stack>
  )
}
