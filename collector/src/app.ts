import { Hono } from 'hono'
import { describeRoute, openAPIRouteHandler } from 'hono-openapi'
import { identify } from './auth.js'
import type { Clock } from './clock.js'
import type { AppEnv } from './env.js'
import { identifyKey } from './integration-auth.js'
import { LogLimit } from './log-limit.js'
import { countRequest } from './metrics.js'
import { neutralPath, neutralQuery } from './neutral-path.js'
import { openApi } from './open-api.js'
import { onError, Problem } from './problem.js'
import { auditRoutes } from './routes/audit.js'
import { authRoutes } from './routes/auth.js'
import { customEventsRoutes } from './routes/custom-events.js'
import { docsRoutes } from './routes/docs.js'
import { editorRoutes } from './routes/editor.js'
import { erasuresRoutes } from './routes/erasures.js'
import { eventsRoutes } from './routes/events.js'
import { forgetRoutes } from './routes/forget.js'
import { healthRoutes } from './routes/health.js'
import { identitySecretsRoutes } from './routes/identity-secrets.js'
import { installationsRoutes } from './routes/installations.js'
import { integrationCustomEventsRoutes } from './routes/integration-custom-events.js'
import { integrationEventsRoutes } from './routes/integration-events.js'
import { integrationKeysRoutes } from './routes/integration-keys.js'
import { integrationProfilesRoutes } from './routes/integration-profiles.js'
import { invitationsRoutes } from './routes/invitations.js'
import { linksRoutes, setupLinksRoutes } from './routes/links.js'
import { meRoutes } from './routes/me.js'
import { membersRoutes } from './routes/members.js'
import { overviewRoutes } from './routes/overview.js'
import { profilesRoutes } from './routes/profiles.js'
import { quarantineRoutes } from './routes/quarantine.js'
import { quarantineGroupsRoutes } from './routes/quarantine-groups.js'
import { recentRoutes } from './routes/recent.js'
import { scriptsRoutes } from './routes/scripts.js'
import { sectionsRoutes } from './routes/sections.js'
import { tryOutRoutes } from './routes/try-out.js'
import { versionsRoutes } from './routes/versions.js'
import { MAX_REPLAY_BYTES } from './schema/forget.js'
import { readJson, readJsonUpTo } from './schema/request.js'
import { securityHeaders } from './security-headers.js'
import { Overload, spareStorage } from './spare-storage.js'
import { Definitions } from './store/definitions.js'

/**
 * Mounts the collector's routes. Each app has its own memory of definitions, of an overload and of its log, as each isolate has.
 * @param clock what the time is; tests move it
 */
export function createApp(clock: Clock = Date.now) {
  const definitions = new Definitions()
  const overload = new Overload()
  const logLimit = new LogLimit()
  const base = new Hono<AppEnv>({ getPath: neutralPath })
  base.onError(onError)
  base.notFound(() => {
    throw new Problem('not_found')
  })
  const app = base
    .use(securityHeaders)
    .use(async (c, next) => {
      // A Host that is none: what reads the address later would trip over it, some of it after events are stored.
      if (!URL.canParse(c.req.url)) throw new Problem('not_found')
      await next()
    })
    .use(async (c, next) => {
      c.set('clock', clock)
      c.set('definitions', definitions)
      c.set('startedAt', clock())
      c.set('overload', overload)
      c.set('logLimit', logLimit)
      await next()
      countRequest(c)
    })
    .route('/v1/events', eventsRoutes)
    .route('/v1/auth', authRoutes)
    .route('/v1/me', meRoutes)
    .route('/v1/setup-links', setupLinksRoutes)
    .route('/v1/links', linksRoutes)
    .use('/v1/sections/*', identify, neutralQuery, readJson)
    .route('/v1/sections', sectionsRoutes)
    .route('/v1/sections', membersRoutes)
    .route('/v1/sections', invitationsRoutes)
    .route('/v1/sections', customEventsRoutes)
    .route('/v1/sections', versionsRoutes)
    .route('/v1/sections', tryOutRoutes)
    .route('/v1/sections', installationsRoutes)
    .route('/v1/sections', quarantineRoutes)
    .route('/v1/sections', quarantineGroupsRoutes)
    .route('/v1/sections', recentRoutes)
    .route('/v1/sections', profilesRoutes)
    .route('/v1/sections', forgetRoutes)
    .route('/v1/sections', overviewRoutes)
    .route('/v1/sections', auditRoutes)
    .route('/v1/sections', integrationKeysRoutes)
    .route('/v1/sections', identitySecretsRoutes)
    .use('/v1/erasures/*', identify, readJsonUpTo(MAX_REPLAY_BYTES))
    .route('/v1/erasures', erasuresRoutes)
    .use('/v1/integrations/*', spareStorage, identifyKey)
    .route('/v1/integrations/events', integrationEventsRoutes)
    // What reads its own body stands before this line.
    .use('/v1/integrations/*', readJson)
    .route('/v1/integrations/custom-events', integrationCustomEventsRoutes)
    .route('/v1/integrations', integrationProfilesRoutes)
    .route('/s', scriptsRoutes)
    .route('/healthz', healthRoutes)
    .route('/docs', docsRoutes)
    .route('/editor', editorRoutes)
    .all('/', (c) => c.redirect('/editor/'))
  return app.get(
    '/openapi.json',
    describeRoute({
      operationId: 'openApi',
      tags: ['Operation'],
      summary: 'Read this description',
      responses: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: { type: 'object' } } } } },
    }),
    openAPIRouteHandler(app, openApi),
  )
}

/** Type of the app, from which Hono's client knows every route. */
export type App = ReturnType<typeof createApp>
