import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks of a second, by which Linux counts a process's time: 100 on every platform that Node runs on. */
const TICKS = 100

/** The processes that this one has started and that run, by what they are called. None where there is no `/proc`. */
export function childrenCalled(name: string): number[] {
  try {
    return readdirSync('/proc').flatMap((entry) => {
      if (!/^\d+$/.test(entry)) return []
      const stat = statOf(Number(entry))
      return stat?.name === name && Number(stat.rest[1]) === process.pid ? [Number(entry)] : []
    })
  } catch {
    return []
  }
}

/** The CPU time that a process has taken so far, in milliseconds; `undefined` where that is not told. */
export function cpuMsOf(pid: number | undefined): number | undefined {
  const stat = pid === undefined ? undefined : statOf(pid)
  return stat && ((Number(stat.rest[11]) + Number(stat.rest[12])) / TICKS) * 1000
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function statOf(pid: number): { name: string; rest: string[] } | undefined {
  try {
    const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return { name, rest: rest.split(' ') }
  } catch {
    return undefined
  }
}
