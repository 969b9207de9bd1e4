import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { identitySecretsChanged, makeIdentitySecret } from '../api/identity-secrets.js'
import { Failure } from '../parts/failure.js'
import { ShownText } from '../parts/shown-text.js'
import { gracePeriods, USUAL_GRACE_SECONDS } from '../sections/grace-periods.js'

interface MakeSecretProps {
  readonly section: string
  readonly opened: boolean
  readonly onClose: () => void
  /** Whether there are others, which it takes the place of. */
  readonly replaces: boolean
}

/** Makes the identity secret in use, and shows it once. */
export const MakeSecret = ({ opened, onClose, ...props }: MakeSecretProps) => (
  // A click beside it would lose a secret that nobody has copied yet.
  <Modal opened={opened} onClose={onClose} title="Make a new identity secret" size="lg" closeOnClickOutside={false}>
    <MakeSecretForm onClose={onClose} {...props} />
  </Modal>
)

const graces = gracePeriods.map(({ seconds, name }) => ({
  value: String(seconds),
  label: seconds ? name : 'Not at all: their proofs are refused at once',
}))

function MakeSecretForm({ section, replaces, onClose }: Omit<MakeSecretProps, 'opened'>) {
  const [asks] = useState(replaces)
  const [graceSeconds, setGraceSeconds] = useState(USUAL_GRACE_SECONDS)
  const make = useMutation({
    mutationFn: () => makeIdentitySecret(section, graceSeconds),
    onSuccess: () => identitySecretsChanged(section),
    // Nothing of the secret stays in memory once it is out of sight.
    gcTime: 0,
  })
  if (make.data) {
    return (
      <Stack>
        <ShownText label="Identity secret" text={make.data.secret} copy="Copy the secret" icon={<IconKey aria-hidden />}>
          Put it where your server keeps its secrets, as MILEPOST_IDENTITY_SECRET, and never into a page. It is not shown again.
        </ShownText>
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    )
  }
  return (
    <Stack>
      {make.isError && <Failure error={make.error} />}
      <Text size="sm">Your server makes proofs with it from the moment that you give it there. It is shown once.</Text>
      {asks && (
        <Select
          label="Those before it keep working for"
          data={graces}
          value={String(graceSeconds)}
          allowDeselect={false}
          onChange={(chosen) => chosen && setGraceSeconds(Number(chosen))}
        />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={make.isPending} onClick={() => make.mutate()}>
          Make the secret
        </Button>
      </Group>
    </Stack>
  )
}
