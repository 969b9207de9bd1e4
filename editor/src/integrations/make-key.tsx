import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { integrationKeysChanged, makeIntegrationKey, type Scope } from '../api/integration-keys.js'
import { Failure } from '../parts/failure.js'
import { fieldErrors } from '../parts/field-errors.js'
import { ShownText } from '../parts/shown-text.js'
import { scopes } from './scopes.js'

interface MakeKeyProps {
  readonly section: string
  readonly opened: boolean
  readonly onClose: () => void
}

/** Names an integration, chooses what it may do, and shows its key once. */
export const MakeKey = ({ opened, onClose, section }: MakeKeyProps) => (
  // A click beside it would lose a key that nobody has copied yet.
  <Modal opened={opened} onClose={onClose} title="Make an integration key" size="lg" closeOnClickOutside={false}>
    <MakeKeyForm section={section} onClose={onClose} />
  </Modal>
)

function MakeKeyForm({ section, onClose }: Omit<MakeKeyProps, 'opened'>) {
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<string[]>([])
  const make = useMutation({
    mutationFn: () => makeIntegrationKey(section, { name: name.trim(), scopes: chosen as Scope[] }),
    onSuccess: () => integrationKeysChanged(section),
    // Nothing of the key stays in memory once it is out of sight.
    gcTime: 0,
  })
  if (make.data) {
    return (
      <Stack>
        <ShownText label="Integration key" text={make.data.key} copy="Copy the key" icon={<IconKey aria-hidden />}>
          Put it where the integration keeps its secrets. Only a hash of it is stored here, so it is not shown again; whoever loses it makes
          another one.
        </ShownText>
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    )
  }
  const errors = fieldErrors(make.error)
  const isShown = Object.keys(errors).length > 0 && Object.keys(errors).every((field) => field === 'name' || field === 'scopes')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {make.isError && !isShown && <Failure error={make.error} />}
        <TextInput
          label="Name"
          description="Of what uses it, such as “Warehouse” or “CRM import”. One key for each, so that each can be revoked alone."
          required
          withAsterisk={false}
          dir="auto"
          data-autofocus
          value={name}
          error={errors.name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Checkbox.Group
          label="What it may do"
          description="As little as it needs. What it may write and read is also up to the allowed operations of each custom event."
          value={chosen}
          error={errors.scopes && 'Choose at least one'}
          onChange={setChosen}
        >
          <Stack gap="sm" mt="xs" mb={4}>
            {scopes.map((entry) => (
              <Checkbox key={entry.scope} value={entry.scope} label={entry.name} description={entry.may} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={make.isPending}>
            Make the key
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
