import { Alert, Button, Group, Modal, Stack, Switch, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAlertTriangle } from '@tabler/icons-react'
import { Failure } from '../parts/failure.js'
import { Panel } from '../parts/panel.js'
import { useSettings } from './use-settings.js'

/** Whether a page has to prove who somebody is. Nobody switches that off without having read what it means. */
export function ProofPanel({ section }: { readonly section: string }) {
  const { shown, save, isFixed } = useSettings(section)
  const [asking, { open, close }] = useDisclosure()
  if (!shown) return null
  const set = (requireProof: boolean) => save.mutate({ requireProof }, { onSettled: close })
  return (
    <Panel
      title="Proof of identity"
      about="The code of a page is public, so a page alone cannot say who somebody is: your server makes a proof for whoever is signed in, and the page hands it on."
    >
      {save.isError && <Failure error={save.error} />}
      <Switch
        label="Require a proof"
        description="A page that says who somebody is without one is refused."
        checked={shown.requireProof}
        disabled={isFixed}
        onChange={({ currentTarget }) => (currentTarget.checked ? set(true) : open())}
      />
      {!shown.requireProof && (
        <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} title="Anybody can claim to be anybody">
          Whoever opens one of your pages can add events to the profile of somebody whose email, mobile number or CRM ID they know, and
          whoever uses one first owns it. Do not act on what profiles say while this is off.
        </Alert>
      )}
      <Modal opened={asking} onClose={close} title="Do without a proof?">
        <Stack gap="md">
          <Text size="sm">
            Anybody who opens one of your pages can then claim to be anybody: their events are stored on the profile of whoever they say
            they are, and whoever comes first owns an email, a mobile number or a CRM ID. Integrations read it there as if it were true.
          </Text>
          <Text size="sm">A proof is one line on your server. Switch this off for trying things out, not for customers.</Text>
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={close}>
              Keep it required
            </Button>
            <Button color="red" loading={save.isPending} onClick={() => set(false)}>
              Do without
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Panel>
  )
}
