// Plain JavaScript: used before anything is installed.

const LOOK_EVERY_MS = 300

/**
 * Calls back once when the npm that has started this command is gone. npm passes a signal on to a shell, and not every shell passes it on to us.
 * Without npm nothing is watched: a command that was started in the background outlives its shell.
 * @param {() => void} callback
 */
export function onOrphaned(callback) {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    callback()
  }, LOOK_EVERY_MS)
  timer.unref()
}
