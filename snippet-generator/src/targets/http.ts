import { exampleObject, knownFields, readsPage } from '../example-call.js'
import { declareHelpers } from '../fill/helpers.js'
import type { Target, TargetInput } from '../target.js'
import { pascalCase } from '../text/names.js'
import { comment } from '../text/one-line.js'
import { quote, shellQuote, toJson } from '../text/quote.js'

/** The bare HTTP request, for a terminal and for code without the SDK, as two fenced blocks of Markdown. */
export const http: Target<'http'> = {
  name: 'http',
  title: 'HTTP request',
  description: 'The bare request with curl and with fetch; for pages and back offices without the SDK.',
  language: 'markdown',
  // No text of a person stands outside the fences, where Markdown would give it a meaning, and none inside begins a line.
  generate: (input) => ({
    code: `With curl, in a POSIX shell:

${fenced('sh', curl(input))}
With \`fetch\`, in a module of a page${readsPage(input) ? '' : ' or on a server'}:

${fenced('js', fetchCode(input))}`,
  }),
}

/** A block of code. An expression may hold a line that would end it, so the fence is longer than any in it. */
function fenced(language: string, code: string): string {
  const longest = Math.max(2, ...(code.match(/^ *`{3,}/gm) ?? []).map((run) => run.trim().length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${code}\n${fence}\n`
}

function curl(input: TargetInput): string {
  const fields = jsonInShell(knownFields(input), '      ')
  return `# ${comment(input.name)}: prints one verdict per event, "accepted", "duplicate" or "rejected" with the issues.
# The ID makes the request safe to repeat: the same event is never stored twice.${input.purpose === 'necessary' ? '' : `\n# Only with consent: "at" is when it was given.`}
id=$(uuidgen 2>/dev/null || cat /proc/sys/kernel/random/uuid)
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
curl --silent --show-error --fail-with-body --max-time 10 \\
  --header 'Content-Type: application/json' \\
  --data-binary '{
  "writeKey": ${jsonInShell(input.writeKey)},
  "sentAt": "'"$now"'",
  "events": [
    {
      "id": "'"$id"'",
      "version": ${jsonInShell(input.version.id)},
      "occurredAt": "'"$now"'",${input.purpose === 'necessary' ? '' : `\n      "consent": { "purposes": ["${input.purpose}"], "at": "'"$now"'" },`}
      "fields": ${fields}
    }
  ]
}' \\
  ${shellQuote(input.endpoint)}`
}

/** JSON for the inside of a single-quoted shell argument: the one character that would end it is written as an escape. */
const jsonInShell = (value: unknown, indent = ''): string => toJson(value, 2).replaceAll("'", '\\u0027').replaceAll('\n', `\n${indent}`)

function fetchCode(input: TargetInput): string {
  const name = `send${pascalCase(input.discriminator)}`
  const { code: fields, helpers } = exampleObject(input)
  const isNecessary = input.purpose === 'necessary'
  const consent = isNecessary ? '' : `consent: { purposes: [${quote(input.purpose)}], at: now }, `
  return `/** ${comment(input.name)}: sends one event and gives back its verdict, { id, status: 'accepted' | 'duplicate' | 'rejected', issues? }. */
async function ${name}(fields, id = crypto.randomUUID()) {
  const now = new Date().toISOString()${isNecessary ? '' : '\n  // Only with consent: `at` is when it was given.'}
  const response = await fetch(${quote(input.endpoint)}, {
    method: 'POST',
    keepalive: true, // arrives although the page is left
    credentials: 'omit',
    // A string body is sent as text/plain, which browsers send without a preflight request.
    body: JSON.stringify({
      writeKey: ${quote(input.writeKey)},
      sentAt: now,
      events: [{ id, version: ${quote(input.version.id)}, occurredAt: now, ${consent}fields }],
    }),
  })
  const answer = await response.json()
  // Trying again with the same id is safe: the same event is never stored twice.
  if (!response.ok) throw new Error(\`\${answer.code}: \${answer.detail ?? answer.title}\`)
  return answer.verdicts[0]
}

${helpers.size ? `${declareHelpers(helpers)}\n` : ''}const verdict = await ${name}(${fields})
if (verdict.status === 'rejected') console.warn(verdict.issues)`
}
