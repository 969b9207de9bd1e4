import type { GenerateSpecOptions } from 'hono-openapi'

/** What the description of the API says besides its routes. */
export const openApi: Partial<GenerateSpecOptions> = {
  excludeStaticFile: false,
  // Each route names its own refusals.
  defaultValidationErrorResponse: false,
  documentation: {
    info: {
      title: 'Milepost collector',
      version: '1',
      description: 'Collects custom events, checked against published definitions, and manages those definitions.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'Events', description: 'Sending events and seeing what became of them' },
      { name: 'People', description: 'Signing in, links that let people in, members of sections' },
      { name: 'Sections', description: 'Workspaces that keep data apart' },
      { name: 'Integrations', description: 'Secret keys, and what integrations do with them' },
      { name: 'Custom events', description: 'What may be sent' },
      { name: 'Definition versions', description: 'Immutable snapshots of a custom event’s fields' },
      { name: 'Rejected events', description: 'What went wrong, in groups, and how it is put right' },
      { name: 'Profiles', description: 'Whose events they are' },
      { name: 'Integrations', description: 'What systems of the shop read and write, by a secret key' },
      { name: 'Page scripts', description: 'What generated snippets load' },
      { name: 'Operation', description: 'Running the collector' },
    ],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'ADMIN_TOKEN' },
        key: { type: 'http', scheme: 'bearer', description: 'An integration key, `sk_…`' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-milepost',
          description:
            'Of a person who has signed in (`milepost` over plain HTTP). What changes something also needs the own `Origin` and `X-Milepost: editor`.',
        },
      },
    },
  },
}
