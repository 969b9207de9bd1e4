import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Api, createApi } from './api.js'
import { CliError } from './cli-error.js'
import { createTerminal, type ProcessLike, printable, type Terminal } from './terminal.js'

/** Options that every command has. */
export interface GlobalOptions {
  readonly url?: string
  readonly tokenFile?: string
  readonly section?: string
  readonly json?: boolean
}

/** What a command works with. */
export interface Context {
  readonly terminal: Terminal
  /** Ends the command with this code although it had a result. */
  setExitCode(exitCode: 1): void
  /** Makes a path absolute, from where the command was started. */
  path(relative: string): string
  /** Connects to the collector and settles which section is meant. */
  connect(): Promise<{ api: Api; section: string }>
}

const DEFAULT_URL = 'http://127.0.0.1:8787'

/** Makes the context of one command from its options and the environment. */
export function createContext(process: ProcessLike, options: GlobalOptions, setExitCode: Context['setExitCode']): Context {
  const path = (relative: string): string => resolve(process.cwd(), relative)
  return {
    path,
    setExitCode,
    terminal: createTerminal(process, options.json ?? false),
    async connect() {
      const url = checkUrl(options.url ?? (process.env.MILEPOST_URL || DEFAULT_URL))
      const token = options.tokenFile ? await readToken(path(options.tokenFile)) : process.env.MILEPOST_TOKEN?.trim()
      if (!token) throw new CliError('token_missing', 'No token was given')
      if (!/^[\x21-\x7e]+$/.test(token)) throw new CliError('token_file_invalid', 'The token is not one word of ASCII characters')
      const api = createApi({ url, token })
      return { api, section: options.section ?? (await onlySection(api)) }
    },
  }
}

function checkUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) throw new CliError('url_invalid', `${JSON.stringify(text)} is not an http or https address`)
  if (url.username || url.password) throw new CliError('url_invalid', 'The address of the collector must not hold a password')
  return url.href.replace(/\/$/, '')
}

/** Reads a token from a file: the whole of it, or the line that sets one, as in `.dev.vars`. */
async function readToken(path: string): Promise<string> {
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError('token_file_invalid', `${path} cannot be read (${error.code})`)
  })
  const [, quoted] = /^(?:export\s+)?(?:MILEPOST|ADMIN)_TOKEN\s*=\s*(.+?)\s*$/m.exec(content) ?? []
  const token = quoted?.replace(/^(["'])(.*)\1$/, '$2') ?? content.trim()
  if (!token || /\s/.test(token)) throw new CliError('token_file_invalid', `${path} holds no token`)
  return token
}

async function onlySection(api: Api): Promise<string> {
  const sections = await api.sections()
  const [first] = sections
  if (!first) throw new CliError('section_missing', 'The collector has no section yet')
  if (sections.length === 1) return first.id
  const choices = sections.map(({ id, name }) => ({ message: `--section ${id}  ${printable(name)}` }))
  throw new CliError('section_required', `There are ${sections.length} sections`, choices)
}
