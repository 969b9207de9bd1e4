import { Button, Group, Text, TextInput } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { auth } from '../api/auth.js'
import { Instant } from '../parts/instant.js'
import { tell, tellFailure } from '../parts/tell.js'
import { authAnswer } from './auth-answer.js'

interface PasskeyRowProps {
  readonly id: string
  readonly name: string
  readonly createdAt: string
}

/** One passkey: its name, which can be changed, and its end. */
export function PasskeyRow({ id, name, createdAt }: PasskeyRowProps) {
  const client = useQueryClient()
  const [draft, setDraft] = useState<string>()
  const onError = tellFailure
  const onSuccess = () => client.invalidateQueries({ queryKey: ['passkeys'] })
  const rename = useMutation({
    mutationFn: (to: string) => authAnswer(auth.passkey.updatePasskey({ id, name: to })),
    onSuccess: async () => {
      await onSuccess()
      setDraft(undefined)
    },
    onError,
  })
  const remove = useMutation({
    mutationFn: () => authAnswer(auth.passkey.deletePasskey({ id })),
    onSuccess: async () => {
      await onSuccess()
      tell('The passkey is removed.')
    },
    onError,
  })
  const ask = () =>
    modals.openConfirmModal({
      title: `Remove ${name}?`,
      children: <Text size="sm">It signs nobody in any more. Your device may go on offering it until you remove it there, too.</Text>,
      labels: { confirm: 'Remove it', cancel: 'Keep it' },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate(),
    })
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (draft?.trim()) rename.mutate(draft.trim())
  }
  if (draft !== undefined) {
    return (
      <li>
        <Group component="form" gap="xs" onSubmit={save}>
          <TextInput
            aria-label={`New name of ${name}`}
            value={draft}
            maxLength={120}
            dir="auto"
            autoFocus
            flex="1 1 160px"
            maw={320}
            onChange={({ currentTarget }) => setDraft(currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={rename.isPending}>
            Save
          </Button>
          <Button variant="subtle" onClick={() => setDraft(undefined)}>
            Cancel
          </Button>
        </Group>
      </li>
    )
  }
  return (
    <li>
      <Group justify="space-between" gap="xs">
        <div className="wrap-anywhere">
          <Text fw={500} dir="auto">
            {name}
          </Text>
          <Text size="sm" c="dimmed">
            Added <Instant at={createdAt} />
          </Text>
        </div>
        <Group gap={4}>
          <Button variant="subtle" size="compact-sm" onClick={() => setDraft(name)} aria-label={`Rename ${name}`}>
            Rename
          </Button>
          <Button variant="subtle" size="compact-sm" color="red" onClick={ask} loading={remove.isPending} aria-label={`Remove ${name}`}>
            Remove
          </Button>
        </Group>
      </Group>
    </li>
  )
}
