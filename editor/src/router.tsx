import {
  type AnyRoute,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  lazyRouteComponent,
  redirect,
  type StaticDataRouteOption,
} from '@tanstack/react-router'
import { auditQuery } from './api/audit.js'
import {
  allDefinitionsQuery,
  definitionQuery,
  definitionsQuery,
  installationsQuery,
  type Place,
  plainSnippet,
  snippetQuery,
} from './api/definitions.js'
import { integrationKeysQuery } from './api/integration-keys.js'
import { membersQuery } from './api/members.js'
import { overviewQuery } from './api/overview.js'
import { problemOf } from './api/problem.js'
import { profileQuery, timelineQuery } from './api/profiles.js'
import { quarantineGroupQuery, quarantineGroupsQuery } from './api/quarantine.js'
import { queryClient } from './api/query-client.js'
import { sectionQuery, sectionsQuery } from './api/sections.js'
import { meQuery } from './api/session.js'
import { actionOf, auditSearch } from './audit/audit-search.js'
import { categoryTabs } from './definitions/categories.js'
import { FailurePage } from './layout/failure-page.js'
import { Frame } from './layout/frame.js'
import { NotFoundPage } from './layout/not-found-page.js'
import { Unframed } from './layout/unframed.js'
import { arrivalsQuery } from './live/arrivals-query.js'
import { liveSearch } from './live/live-search.js'
import { overviewSearch, rangeOf } from './overview/range.js'
import { Waiting } from './parts/waiting.js'
import { timelineSearch } from './profiles/timeline-search.js'
import { quarantineSearch } from './quarantine/quarantine-search.js'

// One line per page. Each is loaded when somebody goes there, so that the first page stays small.

/** In front of the sign-in, and where the frame itself could not be shown, nothing stands around a page. */
const unframed = {
  errorComponent: (props: ErrorComponentProps) => (
    <Unframed>
      <FailurePage {...props} />
    </Unframed>
  ),
  notFoundComponent: () => (
    <Unframed>
      <NotFoundPage />
    </Unframed>
  ),
}

const root = createRootRouteWithContext()(unframed)

/** Where a person goes on after signing in: an address inside the editor, nothing else. */
const isInside = (next: unknown): next is string => typeof next === 'string' && /^\/(?![/\\])/.test(next)

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: ({ next }: Record<string, unknown>): { next?: string } => (isInside(next) ? { next } : {}),
  component: lazyRouteComponent(() => import('./pages/sign-in-page.js'), 'SignInPage'),
})
const join = createRoute({
  getParentRoute: () => root,
  path: '/join',
  component: lazyRouteComponent(() => import('./pages/join-page.js'), 'JoinPage'),
})

/** Everything behind the sign-in. */
const signedIn = createRoute({
  ...unframed,
  getParentRoute: () => root,
  id: 'signed-in',
  staticData: {
    read() {
      void queryClient.prefetchQuery(meQuery)
      void queryClient.prefetchInfiniteQuery(sectionsQuery)
    },
  },
  async beforeLoad({ location, matches }) {
    begin(matches)
    try {
      await queryClient.ensureQueryData(meQuery)
    } catch (error) {
      if (problemOf(error)?.status !== 401) throw error
      throw redirect({ to: '/sign-in', search: location.pathname === '/' ? {} : { next: location.href } })
    }
  },
  component: Frame,
})

const start = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/sections' })
  },
})
const sections = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections',
  component: lazyRouteComponent(() => import('./pages/sections-page.js'), 'SectionsPage'),
})
const account = createRoute({
  getParentRoute: () => signedIn,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/account-page.js'), 'AccountPage'),
})

const readSection = ({ section = '' }: Params) => void queryClient.prefetchQuery(sectionQuery(section))
const readDefinition = ({ section = '', discriminator = '' }: Params) => {
  void queryClient.prefetchQuery(definitionQuery({ section, discriminator }))
  readSection({ section })
}

async function readSnippet(place: Place) {
  const { current, webTracking, hidden } = await queryClient.fetchQuery(definitionQuery(place))
  if (webTracking && !hidden) await queryClient.prefetchQuery(snippetQuery(place, current, plainSnippet))
}

const overview = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section',
  validateSearch: overviewSearch,
  staticData: {
    read({ section = '' }, search) {
      void queryClient.prefetchQuery(overviewQuery(section, rangeOf(overviewSearch(search))))
    },
  },
  component: lazyRouteComponent(() => import('./pages/overview-page.js'), 'OverviewPage'),
})
const live = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/live',
  validateSearch: liveSearch,
  staticData: {
    read({ section = '' }, search) {
      void queryClient.prefetchQuery(arrivalsQuery(section, liveSearch(search)))
    },
  },
  component: lazyRouteComponent(() => import('./pages/live-page.js'), 'LivePage'),
})
const quarantine = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/quarantine',
  validateSearch: quarantineSearch,
  staticData: {
    read({ section = '' }, search) {
      void queryClient.prefetchInfiniteQuery(quarantineGroupsQuery(section, quarantineSearch(search).definition))
    },
  },
  component: lazyRouteComponent(() => import('./pages/quarantine-page.js'), 'QuarantinePage'),
})
const quarantineGroup = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/quarantine/$group',
  staticData: {
    read({ section = '', group = '' }) {
      void queryClient.prefetchQuery(quarantineGroupQuery(section, group))
      readSection({ section })
    },
  },
  component: lazyRouteComponent(() => import('./pages/quarantine-group-page.js'), 'QuarantineGroupPage'),
})
const profiles = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/profiles',
  component: lazyRouteComponent(() => import('./pages/profiles-page.js'), 'ProfilesPage'),
})
const profile = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/profiles/$profile',
  validateSearch: timelineSearch,
  staticData: {
    read({ section = '', profile = '' }, search) {
      void queryClient.prefetchQuery(profileQuery(section, profile))
      void queryClient.prefetchInfiniteQuery(timelineQuery(section, profile, timelineSearch(search)))
      readSection({ section })
    },
  },
  component: lazyRouteComponent(() => import('./pages/profile-page.js'), 'ProfilePage'),
})
const settings = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/settings',
  staticData: { read: readSection },
  component: lazyRouteComponent(() => import('./pages/settings-page.js'), 'SettingsPage'),
})
const members = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/members',
  staticData: {
    read({ section = '' }) {
      void queryClient.prefetchInfiniteQuery(membersQuery(section))
      readSection({ section })
    },
  },
  component: lazyRouteComponent(() => import('./pages/members-page.js'), 'MembersPage'),
})
const visitors = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/visitors',
  staticData: { read: readSection },
  component: lazyRouteComponent(() => import('./pages/visitors-page.js'), 'VisitorsPage'),
})
const integrations = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/integrations',
  staticData: {
    read({ section = '' }) {
      void queryClient.prefetchInfiniteQuery(integrationKeysQuery(section))
      void queryClient.prefetchInfiniteQuery(allDefinitionsQuery(section, ''))
      readSection({ section })
    },
  },
  component: lazyRouteComponent(() => import('./pages/integrations-page.js'), 'IntegrationsPage'),
})
const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/audit',
  validateSearch: auditSearch,
  staticData: {
    read({ section = '' }, search) {
      void queryClient.prefetchInfiniteQuery(auditQuery(section, actionOf(auditSearch(search))))
      readSection({ section })
    },
  },
  component: lazyRouteComponent(() => import('./pages/audit-page.js'), 'AuditPage'),
})

const definitions = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/data-model/$tab',
  staticData: {
    read({ section = '', tab }) {
      const category = categoryTabs.find((entry) => entry.tab === tab)?.category
      if (category) void queryClient.prefetchInfiniteQuery(definitionsQuery(section, category, ''))
      readSection({ section })
    },
  },
  component: lazyRouteComponent(() => import('./pages/definitions-page.js'), 'DefinitionsPage'),
})
const create = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/data-model/$tab/new',
  staticData: { read: readSection },
  component: lazyRouteComponent(() => import('./pages/create-page.js'), 'CreatePage'),
})
const edit = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/definitions/$discriminator/edit',
  staticData: { read: readDefinition },
  component: lazyRouteComponent(() => import('./pages/edit-page.js'), 'EditPage'),
})
const versions = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/definitions/$discriminator/versions',
  staticData: { read: readDefinition },
  component: lazyRouteComponent(() => import('./pages/versions-page.js'), 'VersionsPage'),
})
const install = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/definitions/$discriminator/install',
  staticData: {
    read(params) {
      readDefinition(params)
      const { section = '', discriminator = '' } = params
      void queryClient.prefetchInfiniteQuery(installationsQuery({ section, discriminator }))
      readSnippet({ section, discriminator }).catch(() => undefined)
    },
  },
  component: lazyRouteComponent(() => import('./pages/install-page.js'), 'InstallPage'),
})
const operations = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/definitions/$discriminator/operations',
  staticData: { read: readDefinition },
  component: lazyRouteComponent(() => import('./pages/operations-page.js'), 'OperationsPage'),
})
const hide = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/definitions/$discriminator/hide',
  staticData: { read: readDefinition },
  component: lazyRouteComponent(() => import('./pages/hide-page.js'), 'HidePage'),
})

const inSection = [
  overview,
  live,
  quarantine,
  quarantineGroup,
  profiles,
  profile,
  settings,
  members,
  visitors,
  integrations,
  audit,
  definitions,
  create,
  edit,
  versions,
  install,
  operations,
  hide,
]

export const router = createRouter({
  routeTree: root.addChildren([signIn, join, signedIn.addChildren([start, sections, account, ...inSection])]),
  basepath: '/editor',
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultErrorComponent: FailurePage,
  defaultPendingComponent: Waiting,
  defaultNotFoundComponent: NotFoundPage,
})

/** Begins to load a page and what it reads, at once: not when it is known who asks, and then the one after the other. Waits for nothing. */
function begin(matches: readonly Match[]): void {
  const routes: Record<string, AnyRoute> = router.routesById
  for (const { routeId, params, search, staticData } of matches) {
    // Where it fails, the page fails again when it is shown, and says so.
    routes[routeId]?.options.component?.preload?.()?.catch(() => undefined)
    staticData.read?.(params, { ...search })
  }
}

/** Does so for the address that the editor is opened at, before anything is drawn. */
export const beginHere = () => begin(router.matchRoutes(router.latestLocation))

type Params = Readonly<Record<string, string | undefined>>
interface Match {
  readonly routeId: string
  readonly params: Params
  readonly search: object
  readonly staticData: StaticDataRouteOption
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  interface StaticDataRouteOption {
    /** Begins to read what the page shows. The page itself shows what is known, and what went wrong. */
    readonly read?: (params: Params, search: Record<string, unknown>) => void
  }
}
