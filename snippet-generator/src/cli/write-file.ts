import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CliError } from './cli-error.js'

/** Reads a text file; `undefined` when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new CliError('file_unreadable', `${path} cannot be read (${error.code})`)
  })
}

/** Writes a text file whole or not at all, with the folders on the way to it: readers see the old text or the new one, never a half. */
export async function writeWhole(path: string, content: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(temporary, content)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw new CliError('file_unwritable', `${path} cannot be written (${(error as NodeJS.ErrnoException).code})`)
  }
}
