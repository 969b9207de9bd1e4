import { Anchor, Code, Text, TextInput } from '@mantine/core'
import classes from './field-row-editor.module.css'

interface FieldKeyProps {
  /** As in "field 3". */
  readonly place: string
  readonly shownKey: string
  readonly publishedKey: string | undefined
  readonly error: string | undefined
  /** Whether it is being changed by hand. */
  readonly isOpen: boolean
  readonly onOpen: () => void
  readonly onChange: (key: string) => void
  readonly onClose: () => void
}

/** The key that page code uses for a field. It follows the name until someone changes it; a published one stays unless it is changed on purpose. */
export function FieldKey({ place, shownKey, publishedKey, error, isOpen, onOpen, onChange, onClose }: FieldKeyProps) {
  if (isOpen) {
    return (
      <TextInput
        mt={4}
        size="xs"
        dir="ltr"
        aria-label={`Key of ${place}`}
        leftSection="Key"
        leftSectionWidth={38}
        value={shownKey}
        error={error}
        autoCapitalize="off"
        spellCheck={false}
        inputWrapperOrder={['input', 'error', 'description']}
        description={
          <>
            {publishedKey !== undefined && 'To events this is another field: the old one goes, a new one comes. '}
            <Anchor component="button" type="button" inherit onClick={onClose}>
              {publishedKey === undefined ? 'Let it follow the name' : `Keep ${publishedKey}`}
            </Anchor>
          </>
        }
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    )
  }
  return (
    <>
      <div className={classes.key}>
        <span>
          Key <Code dir="ltr">{shownKey}</Code>
        </span>
        {publishedKey === undefined && (
          <Anchor component="button" type="button" size="xs" aria-label={`Change the key of ${place}`} onClick={onOpen}>
            Change
          </Anchor>
        )}
      </div>
      {error && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
    </>
  )
}
