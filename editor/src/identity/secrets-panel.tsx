import { Anchor, Button, Group, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconKey } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { identitySecretsQuery } from '../api/identity-secrets.js'
import { CodeBlock } from '../parts/code-block.js'
import { Failure } from '../parts/failure.js'
import { LoadMore } from '../parts/load-more.js'
import { Panel } from '../parts/panel.js'
import { Waiting } from '../parts/waiting.js'
import { MakeSecret } from './make-secret.js'
import { SecretRow } from './secret-row.js'

const example = `import { identityProof } from '@milepost/sdk/server'

// On your server, for whoever is signed in there
const proof = await identityProof(process.env.MILEPOST_IDENTITY_SECRET ?? '', { crmId: '10042' })

// In the page
tracker.identify({ crmId: '10042' }, proof)
`

/** What a shop's server makes proofs with, and how. For owners. */
export function SecretsPanel({ section }: { readonly section: string }) {
  const secrets = useInfiniteQuery(identitySecretsQuery(section))
  const [making, { open, close }] = useDisclosure()
  return (
    <Panel
      title="Identity secrets"
      about="Your server makes proofs with the one in use. Make another when somebody may have seen it; proofs of those before it are accepted for a while, so that nobody is refused meanwhile."
    >
      {secrets.isPending && <Waiting />}
      {secrets.isError && <Failure error={secrets.error} retry={secrets.refetch} />}
      {secrets.data?.length === 0 && (
        <Text size="sm">There is none yet: as long as a proof is required, no page can say who somebody is.</Text>
      )}
      {secrets.data && secrets.data.length > 0 && (
        <Table aria-label="Identity secrets">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Secret</Table.Th>
              <Table.Th visibleFrom="sm">Made</Table.Th>
              <Table.Th visibleFrom="sm">Works</Table.Th>
              <Table.Th>
                <VisuallyHidden>Actions</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {secrets.data.map((secret) => (
              <SecretRow key={secret.id} section={section} secret={secret} />
            ))}
          </Table.Tbody>
        </Table>
      )}
      <LoadMore {...secrets} />
      <Group>
        <Button variant="default" leftSection={<IconKey size={18} aria-hidden />} onClick={open}>
          Make a new secret …
        </Button>
      </Group>
      <Stack gap="xs">
        <CodeBlock code={example} language="typescript" label="How a proof is made" />
        <Text size="sm" c="dimmed">
          The README of <code>@milepost/sdk</code> shows the same in PHP and Python. All calls of the collector:{' '}
          <Anchor href="/docs" target="_blank" underline="always" inherit>
            API reference
          </Anchor>
          .
        </Text>
      </Stack>
      <MakeSecret section={section} opened={making} onClose={close} replaces={Boolean(secrets.data?.length)} />
    </Panel>
  )
}
