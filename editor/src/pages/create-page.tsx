import { Button } from '@mantine/core'
import { discriminatorOf } from '@milepost/sdk/contract'
import { useMutation } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { createDefinition, definitionsChanged } from '../api/definitions.js'
import { type CategoryTab, categoryTabs } from '../definitions/categories.js'
import { DefinitionForm } from '../definitions/definition-form.js'
import { inputsOf, rowsOfInputs } from '../definitions/field-rows.js'
import { LeaveGuard } from '../definitions/leave-guard.js'
import { mistakesIn, useDefinitionForm } from '../definitions/use-definition-form.js'
import { NotFoundPage } from '../layout/not-found-page.js'
import { Failure } from '../parts/failure.js'
import { ButtonLink } from '../parts/links.js'
import { PageHead } from '../parts/page-head.js'
import { tell } from '../parts/tell.js'
import { useMay } from '../parts/use-may.js'

/** Defines a new custom event. */
export function CreatePage() {
  const { section = '', tab } = useParams({ strict: false })
  const shown = categoryTabs.find((entry) => entry.tab === tab)
  const mayEdit = useMay(section, 'editor')
  if (!shown) return <NotFoundPage />
  if (mayEdit) return <Create section={section} shown={shown} />
  return <PageHead title={`New ${shown.one}`}>{shown.explanation} Editors and owners of the section can define one.</PageHead>
}

function Create({ section, shown }: { readonly section: string; readonly shown: CategoryTab }) {
  const { category, tab, one, explanation, fields } = shown
  const navigate = useNavigate()
  const [initial] = useState(() => ({ name: '', description: '', rows: rowsOfInputs(fields) }))
  const form = useDefinitionForm(initial)
  const discriminator = discriminatorOf(form.name) || category
  const save = useMutation({
    mutationFn: () =>
      createDefinition(section, { name: form.name.trim(), description: form.description, category, fields: inputsOf(form.rows) }),
    async onSuccess(created) {
      await definitionsChanged(section)
      tell(`${created.name} is published: version 1 can be used at once.`)
      await navigate({
        to: '/sections/$section/definitions/$discriminator/install',
        params: { section, discriminator: created.discriminator },
        ignoreBlocker: true,
      })
    },
  })
  const publish = () => {
    form.submit()
    if (mistakesIn(form) === 0) save.mutate()
  }
  return (
    <>
      <PageHead title={`New ${one}`}>
        {explanation} Choose what each one tells; that can be changed later, and nothing installed breaks.
      </PageHead>
      <DefinitionForm
        form={form}
        discriminator={discriminator}
        isPublished={false}
        number={1}
        notice={save.error && <Failure error={save.error} title="It is not published yet" />}
        actions={
          <>
            <Button onClick={publish} loading={save.isPending}>
              Publish
            </Button>
            <ButtonLink variant="default" to="/sections/$section/data-model/$tab" params={{ section, tab }}>
              Cancel
            </ButtonLink>
          </>
        }
      />
      <LeaveGuard dirty={(form.detailsChanged || form.rowsChanged) && !save.isSuccess} />
    </>
  )
}
