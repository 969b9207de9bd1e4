import { Alert, Button, Code, Group, List, Modal, Stack, TextInput } from '@mantine/core'
import { IconEraser } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Erasure, eraseProfile, type Profile } from '../api/profiles.js'
import { Failure } from '../parts/failure.js'
import { tell } from '../parts/tell.js'

const WORD = 'erase'

interface EraseModalProps {
  readonly section: string
  readonly profile: Profile
  readonly opened: boolean
  readonly onClose: () => void
  readonly onErased: (erasure: Erasure) => void
}

/** Says what goes, and erases it once somebody has typed that they mean it. */
export const EraseModal = ({ opened, onClose, ...rest }: EraseModalProps) => (
  <Modal opened={opened} onClose={onClose} title="Erase this profile" size="lg">
    <EraseForm onClose={onClose} {...rest} />
  </Modal>
)

function EraseForm({ section, profile, onClose, onErased }: Omit<EraseModalProps, 'opened'>) {
  const [typed, setTyped] = useState('')
  const erase = useMutation({
    mutationFn: () => eraseProfile(section, profile.id),
    onSuccess(erasure) {
      tell('The profile is erased.')
      onErased(erasure)
    },
  })
  const matches = typed.trim().toLowerCase() === WORD
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (matches) erase.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <List size="sm" spacing={6}>
          <List.Item>All events of this profile go, its identifiers and browsers, and what of it is in quarantine.</List.Item>
          <List.Item>Profiles that were merged into it go with it. If these are not one person, undo the merge first.</List.Item>
          <List.Item>
            Events that happened before now and arrive late are refused. What the person does from now on makes a new profile.
          </List.Item>
          <List.Item>Sums under Overview keep counting what has arrived. They hold nothing of anybody.</List.Item>
        </List>
        <Alert color="red" p="sm" icon={<IconEraser aria-hidden />}>
          This cannot be undone.
        </Alert>
        <TextInput
          label="Type erase to confirm"
          description={<Code>{WORD}</Code>}
          maw={420}
          dir="ltr"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          data-autofocus
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        {erase.error && <Failure error={erase.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" color="red" disabled={!matches} loading={erase.isPending}>
            Erase for ever
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
