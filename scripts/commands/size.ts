import { buildRooms } from '../build-rooms.ts'
import { measureSizes, sizesTable } from '../measure-sizes.ts'

try {
  await buildRooms('sdk')
  const sizes = await measureSizes()
  console.log(sizesTable(sizes))
  const over = sizes.filter(({ bytes, budget }) => bytes > budget)
  for (const { name, bytes, budget } of over) console.error(`${name}: ${bytes - budget} B over its budget`)
  process.exitCode = over.length ? 1 : 0
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
