import { storageTroubleOf } from '../store/storage-trouble.js'

/** Whether an error says nothing about what was to be stored, so that trying with less of it is of no use. */
export const isPassing = (error: unknown): boolean => ['passing', 'overloaded', 'full'].includes(storageTroubleOf(error) ?? 'failed')

/** Seconds until what failed by no fault of its own is tried again: ten, then twice as long each time, up to an hour. */
export const retrySeconds = (attempts: number): number => Math.min(3600, 10 * 2 ** Math.max(0, attempts - 1))

/** Seconds until what fails by itself is tried again: soon it is among the dead letters, where people see it. */
export const POISON_RETRY_SECONDS = 10
