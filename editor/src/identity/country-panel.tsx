import { Select } from '@mantine/core'
import { Failure } from '../parts/failure.js'
import { fieldErrors } from '../parts/field-errors.js'
import { longOptions } from '../parts/long-options.js'
import { Panel } from '../parts/panel.js'
import { countries } from './countries.js'
import { useSettings } from './use-settings.js'

/** How mobile numbers are read that are given without a country. */
export function CountryPanel({ section }: { readonly section: string }) {
  const { shown, save, isFixed } = useSettings(section)
  if (!shown) return null
  const error = fieldErrors(save.error).defaultCountry
  return (
    <Panel title="Mobile numbers" about="Stored as +46701740605, however they are written, so that one number is one person.">
      {save.isError && !error && <Failure error={save.error} />}
      <Select
        label="Country of numbers without one"
        description="By it, 070-174 06 05 is read. Without it, such a number is refused."
        placeholder="None"
        data={countries}
        value={shown.defaultCountry}
        error={error}
        searchable
        clearable={!isFixed}
        clearButtonProps={{ 'aria-label': 'Choose none' }}
        {...longOptions}
        nothingFoundMessage="No country is called so"
        disabled={isFixed}
        maw={400}
        onChange={(defaultCountry) => save.mutate({ defaultCountry })}
      />
    </Panel>
  )
}
