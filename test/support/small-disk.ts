import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** A file system in memory of a few megabytes, which no other process sees but those that are started on it. */
export interface SmallDisk {
  /** The folder that it is, for whoever is started on it. */
  readonly folder: string
  /** A command that runs another with it. */
  command(command: string, args: readonly string[]): [command: string, args: readonly string[]]
  /** Puts something else on it until there is no room for a single byte. */
  fill(): void
  /** Takes that away again. */
  makeRoom(): void
  copyFrom(folder: string): void
  copyTo(folder: string): void
  end(): Promise<void>
}

/** In name spaces of its own, so that it takes no administrator to mount it. */
const ALONE = ['--user', '--map-root-user', '--mount']

/** Whether it can be made here: Linux, which lets a user have name spaces. Containers often do not. */
export const hasSmallDisk = (): boolean => spawnSync('unshare', [...ALONE, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0

/** @param folder is made */
export async function startSmallDisk(folder: string, megabytes: number): Promise<SmallDisk> {
  mkdirSync(folder, { recursive: true })
  // It is there for as long as something runs on it, and ends with what has started it.
  const script = `mount -t tmpfs -o size=${megabytes}m tmpfs "$0" && echo mounted && exec cat`
  const holder = spawn('unshare', [...ALONE, 'sh', '-c', script, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(createInterface(holder.stdout), 'line')
  const seen = `/proc/${holder.pid}/root${folder}`
  const ballast = `${seen}/ballast`
  return {
    folder,
    command: (command, args) => ['nsenter', ['-t', String(holder.pid), '-U', '-m', '--preserve-credentials', command, ...args]],
    fill() {
      for (const bytes of [1_048_576, 4_096]) while (isWritten(ballast, bytes));
    },
    makeRoom: () => rmSync(ballast),
    copyFrom: (from) => cpSync(from, seen, { recursive: true }),
    copyTo: (to) => cpSync(seen, to, { recursive: true }),
    async end() {
      holder.stdin.end()
      await once(holder, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}

/** Whether there was room. */
function isWritten(file: string, bytes: number): boolean {
  try {
    writeFileSync(file, new Uint8Array(bytes), { flag: 'a' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false
    throw error
  }
}
