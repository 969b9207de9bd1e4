import { Group, Stack, Text } from '@mantine/core'
import { versionId } from '@milepost/sdk/contract'
import { type ReactNode, useDeferredValue, useMemo } from 'react'
import classes from './definition-form.module.css'
import { DefinitionPreview } from './definition-preview.js'
import { DetailsForm } from './details-form.js'
import { FieldTable } from './field-table.js'
import { type DefinitionForm as Form, mistakesIn } from './use-definition-form.js'

interface DefinitionFormProps {
  readonly form: Form
  readonly discriminator: string
  readonly isPublished: boolean
  /** Number of the version that saving makes. */
  readonly number: number
  /** In place of the fields while they cannot be edited. */
  readonly fields?: ReactNode
  /** What is to be known before the form is filled in. */
  readonly notice?: ReactNode
  readonly actions: ReactNode
}

/** What a custom event is called and what it tells, with a preview that follows every key. */
export function DefinitionForm({ form, discriminator, isPublished, number, fields, notice, actions }: DefinitionFormProps) {
  // The preview may lag behind, the typing may not.
  const checked = useDeferredValue(form.checked.fields)
  const version = useMemo(() => ({ id: versionId(discriminator, number), fields: checked }), [discriminator, number, checked])
  const mistakes = mistakesIn(form)
  return (
    <div className={classes.columns}>
      <div>
        <Stack gap="lg">
          {notice}
          <DetailsForm form={form} discriminator={discriminator} isPublished={isPublished} />
          {fields ?? <FieldTable form={form} />}
        </Stack>
        <div className={classes.bar}>
          <Group gap="sm">
            {actions}
            {form.submitted && mistakes > 0 && (
              <Text size="sm" c="var(--mantine-color-error)" role="alert">
                {mistakes === 1 ? 'One thing has' : `${mistakes} things have`} to be put right first.
              </Text>
            )}
          </Group>
        </div>
      </div>
      <div className={classes.beside}>
        <DefinitionPreview version={version} />
      </div>
    </div>
  )
}
