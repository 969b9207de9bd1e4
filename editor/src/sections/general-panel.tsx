import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { changeSection } from '../api/sections.js'
import { Failure } from '../parts/failure.js'
import { Panel } from '../parts/panel.js'
import { tell } from '../parts/tell.js'
import { OriginsField } from './origins-field.js'
import { useSectionForm } from './use-section-form.js'

interface GeneralPanelProps {
  readonly id: string
  readonly name: string
  readonly allowedOrigins: readonly string[]
  readonly mayChange: boolean
}

/** Name and allowed origins. */
export function GeneralPanel({ id, mayChange, ...section }: GeneralPanelProps) {
  const client = useQueryClient()
  const form = useSectionForm(section)
  const [failure, setFailure] = useState<unknown>()
  const save = useMutation({
    mutationFn: () => changeSection(id, form.read()),
    onSuccess: async () => {
      setFailure(undefined)
      await client.invalidateQueries({ queryKey: ['sections'] })
      tell('The section is saved. Pages may notice a change of origins a minute later.')
    },
    onError: (error) => setFailure(form.refuse(error) ? undefined : error),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Panel title="General">
      {failure !== undefined && <Failure error={failure} />}
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            required
            withAsterisk={false}
            dir="auto"
            maw={480}
            value={form.name}
            readOnly={!mayChange}
            error={form.errors.name}
            onChange={({ currentTarget }) => form.setName(currentTarget.value)}
          />
          <OriginsField value={form.origins} onChange={form.setOrigins} errors={form.errors} readOnly={!mayChange} />
          {mayChange && (
            <Group>
              <Button type="submit" loading={save.isPending}>
                Save
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Panel>
  )
}
