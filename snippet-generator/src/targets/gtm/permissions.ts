import type { Reading } from './readings.js'

// Tag Manager stores permissions as typed values: 1 is a string, 2 a list, 3 a map, 8 a boolean.
const text = (string: string) => ({ type: 1, string })
const list = (listItem: readonly unknown[]) => ({ type: 2, listItem })
const boolean = (value: boolean) => ({ type: 8, boolean: value })

const permission = (publicId: string, param: readonly unknown[]) => ({
  instance: { key: { publicId, versionId: '1' }, param },
  clientAnnotations: { isEditedByUser: true },
  isRequired: true,
})

/**
 * What the template may do, and no more: load this one script, call `milepost`, log in preview mode, and read what it is filled from.
 * @see https://developers.google.com/tag-platform/tag-manager/templates/permissions
 */
export const webPermissions = (scriptUrl: string, readings: Iterable<Reading> = []) => [
  permission('inject_script', [{ key: 'urls', value: list([text(scriptUrl)]) }]),
  permission('access_globals', [
    {
      key: 'keys',
      value: list([
        {
          type: 3,
          mapKey: ['key', 'read', 'write', 'execute'].map(text),
          mapValue: [text('milepost'), boolean(false), boolean(false), boolean(true)],
        },
      ]),
    },
  ]),
  permission('logging', [{ key: 'environments', value: text('debug') }]),
  ...readPermissions([...readings]),
]

function readPermissions(readings: readonly Reading[]) {
  const namesOf = (api: Reading['api']) => [...new Set(readings.filter((reading) => reading.api === api).map(({ name }) => name))]
  const [paths, parameters] = [namesOf('copyFromDataLayer'), namesOf('getQueryParameters')]
  const specific = text('specific')
  return [
    ...(paths.length
      ? [
          permission('read_data_layer', [
            { key: 'allowedKeys', value: specific },
            { key: 'keyPatterns', value: list(paths.map(text)) },
          ]),
        ]
      : []),
    ...(parameters.length
      ? [
          permission('get_url', [
            { key: 'urlParts', value: specific },
            { key: 'query', value: boolean(true) },
            { key: 'queriesAllowed', value: specific },
            { key: 'queryKeys', value: list(parameters.map(text)) },
          ]),
        ]
      : []),
  ]
}
