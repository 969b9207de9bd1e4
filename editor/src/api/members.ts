import type { Role } from '../people/roles.js'
import { answer, api } from './client.js'
import { paged } from './paged.js'

const members = api.sections[':section'].members
const invitations = api.sections[':section'].invitations

type Paging = { readonly limit: string; readonly cursor?: string }

const readMembers = (section: string, query: Paging) => answer(members.$get({ param: { section }, query }))
const readInvitations = (section: string, query: Paging) => answer(invitations.$get({ param: { section }, query }))

/** Somebody who may see or change a section. */
export type Member = Awaited<ReturnType<typeof readMembers>>['items'][number]
/** A link that lets somebody become a member, as long as nobody has used it. */
export type Invitation = Awaited<ReturnType<typeof readInvitations>>['items'][number]

export const membersQuery = (section: string) => paged(['sections', section, 'members'], (query) => readMembers(section, query))
export const invitationsQuery = (section: string) => paged(['sections', section, 'invitations'], (query) => readInvitations(section, query))

export const changeRole = (section: string, member: string, role: Role) =>
  answer(members[':member'].$patch({ param: { section, member }, json: { role } }))

export const removeMember = (section: string, member: string) => answer(members[':member'].$delete({ param: { section, member } }))

/** Makes a link with which the member chooses a new password. It is shown this once. */
export const makePasswordLink = (section: string, member: string) =>
  answer(members[':member']['password-link'].$post({ param: { section, member } }))

/** Makes a link that lets somebody become a member. It is shown this once. */
export const invite = (section: string, role: Role) => answer(invitations.$post({ param: { section }, json: { role } }))

export const revokeInvitation = (section: string, invitation: string) =>
  answer(invitations[':invitation'].$delete({ param: { section, invitation } }))
