import { connect } from 'node:net'

/** What is put on a connection: bytes, one after the other, or a pause in milliseconds. */
export type Piece = string | Uint8Array | number

/** What came back on a connection until it was closed. */
export interface Exchange {
  /** Of each answer, in order. */
  readonly statuses: readonly number[]
  readonly text: string
  /** Whether it was never closed. */
  readonly hung: boolean
}

/** Only there to notice what never ends. */
const HANG_MS = 30_000

interface Ways {
  /** Breaks the connection where the pieces end, in place of saying that there are no more. */
  readonly abort?: boolean
}

/** Writes to a connection whatever it is given, which no client of HTTP would, and reads until the other side has closed it. */
export function exchange(url: string, pieces: readonly Piece[], { abort = false }: Ways = {}): Promise<Exchange> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    let hung = false
    const timer = setTimeout(() => {
      hung = true
      socket.destroy()
    }, HANG_MS)
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('end', () => socket.end())
    // That it was closed while there was more to write is an answer, too.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearTimeout(timer)
      const text = Buffer.concat(chunks).toString('latin1')
      resolve({ statuses: [...text.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, status]) => Number(status)), text, hung })
    })
    const write = async () => {
      for (const piece of pieces) {
        if (socket.destroyed) return
        if (typeof piece === 'number') await new Promise((done) => setTimeout(done, piece))
        else await new Promise((done) => socket.write(piece, done))
      }
      if (abort) socket.destroy()
      else socket.end()
    }
    socket.on('connect', () => void write())
  })
}

/** A request as it stands on the wire. */
export const raw = (line: string, headers: readonly string[], body: string): string =>
  `${line}\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n${body}`

/** A body in chunks of so many bytes. */
export function chunked(body: string, size: number): string {
  const bytes = Buffer.from(body)
  const count = Math.ceil(bytes.length / size)
  const chunks = Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size))
  return `${chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk.toString('latin1')}\r\n`).join('')}0\r\n\r\n`
}
