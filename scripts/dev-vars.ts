import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

/**
 * The ADMIN_TOKEN of a `.dev.vars` file, which is made with a random one when there is none. An existing file is never changed.
 * The file appears whole or not at all, readable by its owner only.
 * @throws when the file is there without an ADMIN_TOKEN
 */
export function adminToken(file: string): string {
  const draft = `${file}.${process.pid}`
  writeFileSync(
    draft,
    `# Secrets for local use, read by wrangler. Not under version control.\nADMIN_TOKEN="${randomBytes(32).toString('base64url')}"\n`,
    { mode: 0o600 },
  )
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  const [, quoted, bare] = /^\s*(?:export\s+)?ADMIN_TOKEN\s*=\s*(?:"([^"\n]*)"|([^\s#"]+))/m.exec(readFileSync(file, 'utf8')) ?? []
  const token = quoted || bare?.replace(/^'(.*)'$/, '$1')
  if (!token) throw new Error(`${file} holds no ADMIN_TOKEN. Add a line ADMIN_TOKEN="…", or delete the file and start again.`)
  return token
}
