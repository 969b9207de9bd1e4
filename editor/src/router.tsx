import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { definitionQuery, definitionsQuery, type Place } from './api/definitions.js'
import { problemOf } from './api/problem.js'
import { queryClient } from './api/query-client.js'
import { sectionQuery } from './api/sections.js'
import { meQuery } from './api/session.js'
import { categoryTabs } from './definitions/categories.js'
import { FailurePage } from './layout/failure-page.js'
import { Unframed } from './layout/unframed.js'
import { liveSearch } from './live/live-search.js'
import { overviewSearch } from './overview/range.js'
import { NotFoundPage } from './pages/not-found-page.js'
import { Waiting } from './parts/waiting.js'
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
  async beforeLoad({ location }) {
    try {
      await queryClient.ensureQueryData(meQuery)
    } catch (error) {
      if (problemOf(error)?.status !== 401) throw error
      throw redirect({ to: '/sign-in', search: location.pathname === '/' ? {} : { next: location.href } })
    }
  },
  component: lazyRouteComponent(() => import('./layout/frame.js'), 'Frame'),
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

const overview = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section',
  validateSearch: overviewSearch,
  component: lazyRouteComponent(() => import('./pages/overview-page.js'), 'OverviewPage'),
})
const live = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/live',
  validateSearch: liveSearch,
  component: lazyRouteComponent(() => import('./pages/live-page.js'), 'LivePage'),
})
const quarantine = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/quarantine',
  validateSearch: quarantineSearch,
  component: lazyRouteComponent(() => import('./pages/quarantine-page.js'), 'QuarantinePage'),
})
const quarantineGroup = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/quarantine/$group',
  component: lazyRouteComponent(() => import('./pages/quarantine-group-page.js'), 'QuarantineGroupPage'),
})
const settings = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/settings',
  component: lazyRouteComponent(() => import('./pages/settings-page.js'), 'SettingsPage'),
})
const members = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/members',
  component: lazyRouteComponent(() => import('./pages/members-page.js'), 'MembersPage'),
})

// Begun while the page's own code is still on its way, and not waited for: the page shows what it knows, and what went wrong.
const readDefinitions = ({ params: { section, tab } }: { readonly params: { readonly section: string; readonly tab: string } }) => {
  const category = categoryTabs.find((entry) => entry.tab === tab)?.category
  if (category) void queryClient.prefetchInfiniteQuery(definitionsQuery(section, category, ''))
  void queryClient.prefetchQuery(sectionQuery(section))
}
const readDefinition = ({ params }: { readonly params: Place }) => {
  void queryClient.prefetchQuery(definitionQuery(params))
  void queryClient.prefetchQuery(sectionQuery(params.section))
}

const definitions = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/data-model/$tab',
  loader: readDefinitions,
  component: lazyRouteComponent(() => import('./pages/definitions-page.js'), 'DefinitionsPage'),
})
const create = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/data-model/$tab/new',
  component: lazyRouteComponent(() => import('./pages/create-page.js'), 'CreatePage'),
})
const edit = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/definitions/$discriminator/edit',
  loader: readDefinition,
  component: lazyRouteComponent(() => import('./pages/edit-page.js'), 'EditPage'),
})
const versions = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/definitions/$discriminator/versions',
  loader: readDefinition,
  component: lazyRouteComponent(() => import('./pages/versions-page.js'), 'VersionsPage'),
})
const install = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/definitions/$discriminator/install',
  loader: readDefinition,
  component: lazyRouteComponent(() => import('./pages/install-page.js'), 'InstallPage'),
})
const operations = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/definitions/$discriminator/operations',
  loader: readDefinition,
  component: lazyRouteComponent(() => import('./pages/operations-page.js'), 'OperationsPage'),
})
const hide = createRoute({
  getParentRoute: () => signedIn,
  path: '/sections/$section/definitions/$discriminator/hide',
  loader: readDefinition,
  component: lazyRouteComponent(() => import('./pages/hide-page.js'), 'HidePage'),
})

const inSection = [
  overview,
  live,
  quarantine,
  quarantineGroup,
  settings,
  members,
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

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
