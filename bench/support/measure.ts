/** How long one call took, of many times that it was made. In milliseconds. */
export interface Timing {
  readonly name: string
  readonly runs: number
  readonly p50: number
  readonly p95: number
  readonly max: number
}

/** Calls once more than is counted, to be warm, and then times each call. */
export async function measure(name: string, runs: number, call: (run: number) => Promise<void>): Promise<Timing> {
  for (let run = 0; run < 2; run++) await call(run)
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    await call(run + 2)
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  const at = (part: number) => Math.round((times[Math.min(times.length - 1, Math.ceil(part * times.length) - 1)] ?? 0) * 10) / 10
  return { name, runs, p50: at(0.5), p95: at(0.95), max: at(1) }
}
