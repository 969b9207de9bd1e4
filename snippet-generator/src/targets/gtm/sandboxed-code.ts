import { fieldTypeOf } from '@milepost/sdk/contract'
import type { Fill } from '../../fill/fill.js'
import type { TargetInput } from '../../target.js'
import { literal, quote } from '../../text/quote.js'
import { hasInput, parameterName } from './parameters.js'
import { type Reading, readingCode } from './readings.js'

/** How the text that an input or variable holds becomes a value of a field type; what cannot is sent as it is, to be refused with its reason. */
const converters = {
  asText: `(value) => typeof value === 'number' ? makeString(value) : value`,
  asNumber: `(value) => {
  const number = typeof value === 'string' ? makeNumber(value) : value;
  return number === number ? number : value;
}`,
  asBoolean: `(value) => value === 'true' ? true : value === 'false' ? false : value`,
} as const

type Converter = keyof typeof converters

/** By the form control that a person enters a value of the type with, so that a new type needs no line here. */
function converterOf(type: string): Converter {
  const input = fieldTypeOf(type)?.input
  return input === 'number' ? 'asNumber' : input === 'checkbox' ? 'asBoolean' : 'asText'
}

const needs: Record<Converter, readonly string[]> = { asText: ['makeString'], asNumber: ['makeNumber'], asBoolean: [] }

/**
 * The template's code, in sandboxed JavaScript: ECMAScript 5.1 with arrow functions and `const`, without `new`, `this` and regular expressions.
 * The event is handed over once the script has loaded, because only then does the tag learn its verdict.
 * @see https://developers.google.com/tag-platform/tag-manager/templates/sandboxed-javascript
 */
export function sandboxedCode(
  { discriminator, version, fills }: TargetInput,
  scriptUrl: string,
  readings: ReadonlyMap<string, Reading> = new Map(),
): string {
  const fields = [{ key: 'source', type: 'text' }, ...version.fields].map(({ key, type }) => ({
    key,
    fill: fills.get(key),
    reading: readings.get(key),
    converter: converterOf(type),
  }))
  const added = fields.filter(({ fill, reading }) => reading || hasInput(fill))
  const used = (Object.keys(converters) as Converter[]).filter((name) => added.some(({ converter }) => converter === name))
  const apis = [
    'callInWindow',
    'injectScript',
    'logToConsole',
    ...used.flatMap((name) => needs[name]),
    ...new Set([...readings.values()].map(({ api }) => api)),
  ].sort()
  return `${apis.map((api) => `const ${api} = require('${api}');`).join('\n')}

${used.map((name) => `const ${name} = ${converters[name]};`).join('\n')}

const fields = {};
const add = (key, value, convert) => {
  const isEmpty = value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
  if (!isEmpty) fields[key] = convert(value);
};
${fields.map(line).join('\n')}

const url = ${quote(scriptUrl)};
const send = () => {
  const result = callInWindow('milepost', ${quote(discriminator)}, fields);
  if (result && result.ok) {
    data.gtmOnSuccess();
  } else {
    logToConsole('Milepost refused ${version.id}', result && result.issues);
    data.gtmOnFailure();
  }
};
injectScript(url, send, data.gtmOnFailure, url);`
}

interface Line {
  readonly key: string
  readonly fill: Fill | undefined
  readonly reading: Reading | undefined
  readonly converter: Converter
}

function line({ key, fill, reading, converter }: Line): string {
  if (fill?.from === 'constant' && !hasInput(fill)) return `fields.${key} = ${literal(fill.value)};`
  return `add('${key}', ${reading ? readingCode(reading) : `data.${parameterName(key)}`}, ${converter});`
}
