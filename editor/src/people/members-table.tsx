import { Table, Text, VisuallyHidden } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { membersQuery } from '../api/members.js'
import { meQuery } from '../api/session.js'
import { Failure } from '../parts/failure.js'
import { LoadMore } from '../parts/load-more.js'
import { Waiting } from '../parts/waiting.js'
import { MemberRow } from './member-row.js'

/** Who is in a section, and as what. */
export function MembersTable({ section, mayChange }: { readonly section: string; readonly mayChange: boolean }) {
  const members = useInfiniteQuery(membersQuery(section))
  const me = useQuery(meQuery).data?.person?.id
  if (members.isPending) return <Waiting />
  if (members.isError) return <Failure error={members.error} retry={members.refetch} />
  if (!members.data.length) {
    return <Text>Nobody yet: only administrators of the collector see this section.</Text>
  }
  return (
    <>
      <Table.ScrollContainer minWidth={mayChange ? 560 : 400} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table verticalSpacing="sm" aria-label="Members">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Role</Table.Th>
              <Table.Th>Since</Table.Th>
              {mayChange && (
                <Table.Th>
                  <VisuallyHidden>More</VisuallyHidden>
                </Table.Th>
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {members.data.map((member) => (
              <MemberRow key={member.id} section={section} member={member} isMe={member.id === me} mayChange={mayChange} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <LoadMore {...members} />
    </>
  )
}
