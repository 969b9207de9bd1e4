import bag from './bag.svg'
import cup from './cup.svg'

/** Something the shop sells. */
export interface Product {
  readonly id: string
  readonly name: string
  readonly about: string
  /** In cents, because sums of decimals are not exact. */
  readonly cents: number
  /** Address of its picture, which is white. */
  readonly picture: string
  /** Colour behind it. */
  readonly colour: string
}

export const products: readonly Product[] = [
  {
    id: 'morning',
    name: 'Morning Harbour',
    about: 'Light roast, apricot and honey. 250\xa0g whole beans.',
    cents: 1290,
    picture: bag,
    colour: '#b9592c',
  },
  {
    id: 'fog',
    name: 'Fog Horn',
    about: 'Dark roast, cocoa and walnut. 250\xa0g whole beans.',
    cents: 1390,
    picture: bag,
    colour: '#3f5a6b',
  },
  { id: 'tide', name: 'Low Tide', about: 'Decaf, caramel and pear. 250\xa0g whole beans.', cents: 1450, picture: bag, colour: '#4c7a5b' },
  { id: 'cup', name: 'Enamel cup', about: 'For the pier or the kitchen. Holds 300\xa0ml.', cents: 990, picture: cup, colour: '#8a5a8c' },
]

const euro = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' })

/** An amount as people read it: `1290` → `€12.90`. */
export const money = (cents: number): string => euro.format(cents / 100)
