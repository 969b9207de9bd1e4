import { Stack } from '@mantine/core'
import { useState } from 'react'
import type { Definition, Place } from '../api/definitions.js'
import { DefinitionPage } from '../definitions/definition-page.js'
import { Installations } from '../definitions/installations.js'
import { SnippetMaker } from '../definitions/snippet-maker.js'
import { TestSender } from '../definitions/test-sender.js'
import { WebTrackingSwitch } from '../definitions/web-tracking-switch.js'
import { useMay } from '../parts/use-may.js'

// The page's address does not say what it is for: block lists look for that word.

/** Web tracking of a custom event: enabled or not, its snippet, a test, and where it is installed. */
export const InstallPage = () => (
  <DefinitionPage title="Web tracking">{(definition, place) => <Install definition={definition} place={place} />}</DefinitionPage>
)

function Install({ definition, place }: { readonly definition: Definition; readonly place: Place }) {
  const { current, versions, webTracking } = definition
  const mayEdit = useMay(place.section, 'editor')
  const [chosen, setChosen] = useState<number>()
  const version = versions.find(({ number }) => number === (chosen ?? current))
  return (
    <Stack gap="lg">
      <WebTrackingSwitch definition={definition} place={place} />
      {webTracking && version && (
        <>
          <SnippetMaker place={place} versions={versions} version={version} current={current} onVersion={setChosen} />
          {mayEdit && <TestSender key={version.number} place={place} version={version} />}
        </>
      )}
      <Installations place={place} current={current} />
    </Stack>
  )
}
