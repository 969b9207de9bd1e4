import { Code, NativeSelect, Text, TextInput, VisuallyHidden } from '@mantine/core'
import { typeName } from './change-words.js'
import { FieldValueInput } from './field-value-input.js'
import { type FillEntry, placeholder } from './fill-form.js'
import classes from './fill-row.module.css'
import { snippetChoices } from './snippet-choices.js'

interface FillRowProps {
  readonly field: { readonly key: string; readonly name: string; readonly type: string; readonly required: boolean }
  readonly entry: FillEntry | undefined
  readonly error: string | undefined
  readonly onChange: (key: string, entry: FillEntry) => void
}

const sources = [{ value: '', label: 'Placeholder' }, ...snippetChoices.sources.map(({ from, title }) => ({ value: from, label: title }))]

/** Members of the generator's sources as a form asks for them; one that is not listed is asked for by its own name. */
const memberWords: Readonly<Record<string, { readonly label: string; readonly placeholder: string }>> = {
  value: { label: 'Value', placeholder: '' },
  path: { label: 'Path', placeholder: 'ecommerce.value' },
  selector: { label: 'CSS selector', placeholder: '#order-total' },
  attribute: { label: 'Attribute, if not its text', placeholder: 'data-total' },
  name: { label: 'Parameter', placeholder: 'utm_source' },
  code: { label: 'Expression', placeholder: 'window.cart.total' },
}

/** Where a snippet takes the value of one field from. */
export function FillRow({ field: { key, name, type, required }, entry = placeholder, error, onChange }: FillRowProps) {
  const source = snippetChoices.sources.find(({ from }) => from === entry.from)
  const members = source?.members ?? []
  const set = (member: string, value: string) => onChange(key, { ...entry, members: { ...entry.members, [member]: value } })
  return (
    <li className={classes.row}>
      <div className={classes.field}>
        <Text size="sm" fw={500} dir="auto">
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          <Code dir="ltr">{key}</Code> {typeName(type)}
          {required && ', required'}
        </Text>
      </div>
      <NativeSelect
        aria-label={`How ${name} is filled`}
        data={sources}
        value={entry.from}
        onChange={({ currentTarget }) => onChange(key, { ...entry, from: currentTarget.value })}
      />
      {source && (
        <div className={classes.members}>
          {members.map((member, index) => {
            const words = memberWords[member] ?? { label: member, placeholder: '' }
            const label = (
              <>
                <VisuallyHidden>{name}: </VisuallyHidden>
                {words.label}
              </>
            )
            const common = { label, value: entry.members[member] ?? '', error: index === 0 ? error : undefined }
            return source.from === 'constant' ? (
              <FieldValueInput key={member} {...common} type={type} onChange={(value) => set(member, value)} />
            ) : (
              <TextInput
                key={member}
                {...common}
                dir="ltr"
                spellCheck={false}
                autoCapitalize="off"
                placeholder={words.placeholder}
                onChange={({ currentTarget }) => set(member, currentTarget.value)}
              />
            )
          })}
          <Text size="xs" c="dimmed" className={classes.about ?? ''}>
            {source.description}
          </Text>
        </div>
      )}
    </li>
  )
}
