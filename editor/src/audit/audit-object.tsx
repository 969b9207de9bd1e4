import { Code } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { AuditEntry } from '../api/audit.js'
import { membersQuery } from '../api/members.js'
import { TextLink } from '../parts/links.js'

interface AuditObjectProps {
  readonly section: string
  readonly entry: AuditEntry
}

/** What something was done to: with a link where it has a page. */
export function AuditObject({ section, entry: { action, object } }: AuditObjectProps) {
  if (/^(custom_event|version)\./.test(action)) {
    return (
      <TextLink to="/sections/$section/definitions/$discriminator/edit" params={{ section, discriminator: object }} inherit>
        <bdi>{object}</bdi>
      </TextLink>
    )
  }
  if (action.startsWith('quarantine_group.')) {
    return (
      <TextLink to="/sections/$section/quarantine/$group" params={{ section, group: object }} inherit>
        a group of the quarantine
      </TextLink>
    )
  }
  if (/^(member|password_link)\./.test(action)) return <MemberName section={section} id={object} />
  return <Code>{action.startsWith('integration_key.') ? `sk_${object}_…` : object}</Code>
}

/** The audit names members by their IDs, so that a name goes when its person does. */
function MemberName({ section, id }: { readonly section: string; readonly id: string }) {
  const name = useInfiniteQuery(membersQuery(section)).data?.find((member) => member.id === id)?.name
  return name === undefined ? 'somebody who is no member now' : <bdi>{name}</bdi>
}
