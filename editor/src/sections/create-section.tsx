import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { createSection } from '../api/sections.js'
import { Failure } from '../parts/failure.js'
import { OriginsField } from './origins-field.js'
import { useSectionForm } from './use-section-form.js'

/** Makes a section and goes there. */
export function CreateSection({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Create a section" size="lg">
      <CreateSectionForm onClose={onClose} />
    </Modal>
  )
}

function CreateSectionForm({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useSectionForm({ name: '', allowedOrigins: [] })
  const [failure, setFailure] = useState<unknown>()
  const create = useMutation({
    mutationFn: createSection,
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['sections'], exact: true })
      await navigate({ to: '/sections/$section', params: { section: id } })
    },
    onError: (error) => setFailure(form.refuse(error) ? undefined : error),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate(form.read())
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {failure !== undefined && <Failure error={failure} />}
        <TextInput
          label="Name"
          description="The brand or market whose data is kept apart, such as “Shop Germany”."
          required
          withAsterisk={false}
          dir="auto"
          data-autofocus
          value={form.name}
          error={form.errors.name}
          onChange={({ currentTarget }) => form.setName(currentTarget.value)}
        />
        <OriginsField value={form.origins} onChange={form.setOrigins} errors={form.errors} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create the section
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
