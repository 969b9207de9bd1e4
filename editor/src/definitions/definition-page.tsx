import { Alert } from '@mantine/core'
import { IconEyeOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { type Definition, definitionQuery, type Place } from '../api/definitions.js'
import { problemOf } from '../api/problem.js'
import { NotFoundPage } from '../layout/not-found-page.js'
import { Failure } from '../parts/failure.js'
import { Instant } from '../parts/instant.js'
import { PageHead } from '../parts/page-head.js'
import { Waiting } from '../parts/waiting.js'
import { DefinitionHead } from './definition-head.js'

interface DefinitionPageProps {
  /** What the page is about, for the browser's tab. */
  readonly title: string
  readonly children: (definition: Definition, place: Place) => ReactNode
}

/** One page of one custom event: reads it, and puts the head over it that all such pages share. */
export function DefinitionPage({ title, children }: DefinitionPageProps) {
  const { section = '', discriminator = '' } = useParams({ strict: false })
  const place = { section, discriminator }
  const { data: definition, error, refetch } = useQuery(definitionQuery(place))
  const name = definition?.name
  useEffect(() => {
    if (name) document.title = `${title} · ${name} · Milepost`
  }, [title, name])
  // What was read stays on the page when a later reading fails: there may be unsaved input below it.
  if (!definition && problemOf(error)?.code === 'custom_event_unknown') return <NotFoundPage />
  if (!definition)
    return error ? (
      <>
        <PageHead title={title} />
        <Failure error={error} retry={refetch} />
      </>
    ) : (
      <Waiting />
    )
  return (
    <>
      <DefinitionHead definition={definition} place={place} />
      {definition.hidden ? (
        <Alert color="gray" icon={<IconEyeOff aria-hidden />} title="This custom event is hidden">
          Nothing new has been accepted for it since {definition.hiddenAt && <Instant at={definition.hiddenAt} />}. What it has received
          before is kept. This cannot be undone.
        </Alert>
      ) : (
        children(definition, place)
      )}
    </>
  )
}
