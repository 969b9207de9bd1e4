// Plain JavaScript: the installation uses it before anything is installed.
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Takes a lock file for this process. The file appears whole or not at all and names its owner; one left by a process that is gone is taken over.
 * @param {string} file
 * @returns {{ release: () => void, owner?: undefined } | { release?: undefined, owner: number }} how to give it back, or the process that holds it
 */
export function takeLock(file) {
  mkdirSync(dirname(file), { recursive: true })
  const own = `${file}.${process.pid}`
  writeFileSync(own, JSON.stringify({ pid: process.pid, born: bornAt(process.pid) }))
  try {
    for (;;) {
      try {
        linkSync(own, file)
        return { release: () => rmSync(file, { force: true }) }
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
        const owner = holder(file)
        if (owner) return { owner }
        rmSync(file, { force: true })
      }
    }
  } finally {
    rmSync(own, { force: true })
  }
}

/** The living process that holds the lock, if any. @param {string} file @returns {number | undefined} */
export function holder(file) {
  try {
    const { pid, born } = JSON.parse(readFileSync(file, 'utf8'))
    return isAlive(pid) && born === bornAt(pid) ? pid : undefined
  } catch {
    return undefined
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/** Process IDs are used again, a start time with the same ID is not. Known on Linux only. @param {number} pid @returns {string | undefined} */
function bornAt(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19]
  } catch {
    return undefined
  }
}
