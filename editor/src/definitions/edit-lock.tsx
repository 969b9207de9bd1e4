import { Alert, Text } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { type Definition, definitionsChanged } from '../api/definitions.js'
import { Countdown } from '../parts/countdown.js'
import { Instant } from '../parts/instant.js'
import { useNow } from '../parts/use-now.js'

const SECOND_MS = 1000

/** Whether a definition's fields may be edited, followed to the second. */
export const useLocked = ({ editableAt }: Pick<Definition, 'editableAt'>): boolean => Date.parse(editableAt) > useNow(SECOND_MS)

/** Says in a menu that the fields are locked, and for how long; nothing while they are not. */
export const LockNote = ({ editableAt }: Pick<Definition, 'editableAt'>) =>
  useLocked({ editableAt }) ? (
    <Text size="xs" c="dimmed">
      Fields locked, open <Countdown until={editableAt} />
    </Text>
  ) : null

/** Why the fields cannot be edited right now, and until when. */
export function EditLock({ definition, section }: { readonly definition: Definition; readonly section: string }) {
  const { editableAt, current, versions } = definition
  const pending = versions.findLast(({ number }) => number > current)
  return (
    <Alert color="blue" icon={<IconLock aria-hidden />} title="The fields are locked for a while">
      {pending && (
        <Text size="sm">
          Version {pending.number} was saved <Instant at={pending.savedAt} />
          {pending.savedBy && (
            <>
              {' '}
              by <bdi>{pending.savedBy}</bdi>
            </>
          )}{' '}
          and becomes the current one <Countdown until={pending.usableAt} />. Until then version {current} is in use.
        </Text>
      )}
      <Text size="sm">
        Fields can be edited again <Countdown until={editableAt} onEnd={() => definitionsChanged(section)} />. Name and description can be
        changed now.
      </Text>
    </Alert>
  )
}
