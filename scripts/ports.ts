import { createServer } from 'node:net'

/**
 * Makes sure that a port is free before anything is built on it.
 * @param variable the environment variable that chooses another one
 * @throws with what to do when it is taken
 */
export function assertFree(port: number, variable: string): Promise<void> {
  const probe = createServer()
  return new Promise((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          error.code === 'EADDRINUSE'
            ? `Port ${port} is in use by another program. End that program, or choose another port: ${variable}=${port + 1000 > 65535 ? port - 1000 : port + 1000} npm start`
            : `Port ${port} cannot be used (${error.message}). Choose another one: ${variable}=9787 npm start`,
        ),
      ),
    )
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()))
  })
}
