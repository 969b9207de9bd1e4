import { readFileSync } from 'node:fs'
import { cpus, totalmem, type as typeOfSystem } from 'node:os'

/** Where something was measured. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  /** Memory in GiB, rounded. */
  readonly memoryGiB: number
  readonly system: string
  readonly node: string
  /** Version of the browser, where one took part. */
  readonly browser?: string
}

/** This machine. @param browser version of the browser that took part */
export function machine(browser?: string): Machine {
  const [first, ...others] = cpus()
  return {
    cpu: (first?.model ?? 'unknown').trim(),
    cores: others.length + 1,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: system(),
    node: process.version,
    ...(browser && { browser }),
  }
}

function system(): string {
  try {
    return /^PRETTY_NAME="(.+)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? typeOfSystem()
  } catch {
    return typeOfSystem()
  }
}
