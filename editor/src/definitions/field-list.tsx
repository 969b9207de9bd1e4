import { Badge, Code, Group, Stack, Text, Title } from '@mantine/core'
import { type Field, MAX_FIELDS } from '@milepost/sdk/contract'
import { typeName } from './change-words.js'
import classes from './field-row-editor.module.css'
import { SourceRow } from './source-row.js'

/** The fields of a version, to be read: while they are locked, or by those who may not edit them. */
export const FieldList = ({ fields }: { readonly fields: readonly Field[] }) => (
  <Stack gap="xs">
    <Group justify="space-between" align="baseline">
      <Title order={2} size="h4">
        Fields
      </Title>
      <Text size="sm" c="dimmed">
        {fields.length} of {MAX_FIELDS}
      </Text>
    </Group>
    <ol className={classes.list} aria-label="Fields">
      <SourceRow />
      {fields.map(({ key, name, type, required }) => (
        <li key={key} className={classes.row}>
          <div className={classes.name}>
            <Text fw={500} dir="auto" className="wrap-anywhere">
              {name}
            </Text>
            <div className={classes.key}>
              <span>
                Key <Code dir="ltr">{key}</Code>
              </span>
            </div>
          </div>
          <Text className={classes.type ?? ''} size="sm">
            {typeName(type)}
          </Text>
          <div className={classes.required} style={{ marginTop: 0 }}>
            <Badge variant="light" color={required ? 'green' : 'gray'} tt="none">
              {required ? 'Required' : 'Optional'}
            </Badge>
          </div>
        </li>
      ))}
    </ol>
  </Stack>
)
