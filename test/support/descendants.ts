import { execFileSync } from 'node:child_process'

/** IDs of the processes that a process has started, and of those that they have started. */
export function descendants(pid: number): number[] {
  const parents = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const below = (parent: number): number[] => parents.flatMap(([id, of]) => (of === parent && id !== undefined ? [id, ...below(id)] : []))
  return below(pid)
}

/** Whether a process is there. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
