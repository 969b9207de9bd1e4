import { buildRooms } from '../build-rooms.ts'

try {
  await buildRooms()
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
