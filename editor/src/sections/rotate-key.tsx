import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { rotateWriteKey } from '../api/sections.js'
import { Failure } from '../parts/failure.js'
import { tell } from '../parts/tell.js'
import { gracePeriods, USUAL_GRACE_SECONDS } from './grace-periods.js'

interface RotateKeyProps {
  readonly section: string
  readonly opened: boolean
  readonly onClose: () => void
}

/** Explains what a new write key means, and makes it. */
export function RotateKey({ section, opened, onClose }: RotateKeyProps) {
  const client = useQueryClient()
  const [graceSeconds, setGraceSeconds] = useState(USUAL_GRACE_SECONDS)
  const rotate = useMutation({
    mutationFn: () => rotateWriteKey(section, graceSeconds),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['sections'] })
      tell('The section has a new write key.')
      onClose()
    },
  })
  return (
    <Modal opened={opened} onClose={onClose} title="Rotate the write key" size="lg">
      <Stack>
        {rotate.isError && <Failure error={rotate.error} />}
        <Text size="sm">
          The section gets a new write key, and new snippets carry it. Snippets that are installed already carry the present one: it keeps
          working for the grace period, so that there is time to replace them. After that, what they send is refused.
        </Text>
        <Select
          label="The present key keeps working for"
          data={gracePeriods.map(({ seconds, name }) => ({ value: String(seconds), label: name }))}
          value={String(graceSeconds)}
          allowDeselect={false}
          onChange={(chosen) => chosen && setGraceSeconds(Number(chosen))}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button color={graceSeconds ? 'green' : 'red'} loading={rotate.isPending} onClick={() => rotate.mutate()}>
            Rotate the key
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
