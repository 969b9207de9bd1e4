import { Button, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDownload, IconEraser } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type Erasure, exportProfile, type Profile } from '../api/profiles.js'
import { download } from '../parts/download.js'
import { Failure } from '../parts/failure.js'
import { Panel } from '../parts/panel.js'
import { EraseModal } from './erase-modal.js'

interface ForgetPanelProps {
  readonly section: string
  readonly profile: Profile
  readonly onErased: (erasure: Erasure) => void
}

/** What somebody may ask for: all that is stored of them, and that it is forgotten. */
export function ForgetPanel({ section, profile, onErased }: ForgetPanelProps) {
  const [asked, { open, close }] = useDisclosure()
  const hand = useMutation({
    mutationFn: (format: 'json' | 'csv') => exportProfile(section, profile.id, format),
    onSuccess: ({ name, content }) => download(name, content),
  })
  const exportAs = (format: 'json' | 'csv', name: string) => (
    <Button
      variant="default"
      leftSection={<IconDownload size={18} aria-hidden />}
      loading={hand.isPending && hand.variables === format}
      onClick={() => hand.mutate(format)}
    >
      Export as {name}
    </Button>
  )
  return (
    <Panel
      title="Export and forget"
      about="An export holds exactly what erasing would remove, hidden custom events too. Its file name does not say whose it is. Both are in the audit, without a name."
    >
      <Group gap="sm">
        {exportAs('json', 'JSON')}
        {exportAs('csv', 'CSV')}
        <Button color="red" variant="light" leftSection={<IconEraser size={18} aria-hidden />} onClick={open}>
          Erase …
        </Button>
      </Group>
      {hand.error && <Failure error={hand.error} />}
      <EraseModal section={section} profile={profile} opened={asked} onClose={close} onErased={onErased} />
    </Panel>
  )
}
