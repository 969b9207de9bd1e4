import { Code, Text } from '@mantine/core'
import { fieldTypeOf } from '@milepost/sdk/contract'
import { IconLock } from '@tabler/icons-react'
import classes from './field-row-editor.module.css'

/** The field that every event has: shown first, so that nobody defines it again, and fixed. */
export const SourceRow = () => (
  <li className={classes.row}>
    <span className={classes.lock}>
      <IconLock size={16} role="img" aria-label="Fixed" />
    </span>
    <div className={classes.name}>
      <Text fw={500} lh="36px">
        Source
      </Text>
      <div className={classes.key}>
        <span>
          Key <Code>source</Code>
        </span>
      </div>
    </div>
    <Text className={classes.type ?? ''} size="sm" lh="36px">
      {fieldTypeOf('text')?.name}
    </Text>
    <Text className={classes.required ?? ''} size="sm" mt={0} lh="36px">
      Always required
    </Text>
    <Text className={classes.about ?? ''} size="xs" c="dimmed">
      Where the event comes from: Website, API, My Page, Checkout… Every event has it, so it can be neither removed nor changed.
    </Text>
  </li>
)
