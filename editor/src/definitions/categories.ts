import type { Category, FieldInput } from '@milepost/sdk/contract'
import { IconMessage, IconReceipt, IconTrendingUp } from '@tabler/icons-react'

/** A category as people meet it: a tab of the data model. */
export interface CategoryTab {
  readonly category: Category
  /** Last part of the tab's address. */
  readonly tab: string
  readonly title: string
  /** As in "New transaction". */
  readonly one: string
  /** What belongs there, in one line. */
  readonly explanation: string
  /** Names that people would give to custom events of this category. */
  readonly examples: string
  readonly Icon: typeof IconReceipt
  /** Fields that nearly every custom event of the category has; a start that may be changed. */
  readonly fields: readonly FieldInput[]
}

export const categoryTabs: readonly CategoryTab[] = [
  {
    category: 'transaction',
    tab: 'transactions',
    title: 'Transactions',
    one: 'transaction',
    explanation: 'Something bought, booked or paid back: an order, a reservation, a refund.',
    examples: 'Order created, Booking changed or Refund paid',
    Icon: IconReceipt,
    fields: [
      { name: 'Order ID', type: 'text' },
      { name: 'Total', type: 'decimal' },
      { name: 'Currency', type: 'text' },
      { name: 'Items', type: 'number' },
    ],
  },
  {
    category: 'conversion',
    tab: 'conversions',
    title: 'Conversions',
    one: 'conversion',
    explanation: 'A step towards a purchase or another goal: a sign-up, a started checkout, a download.',
    examples: 'Checkout started, Account created or Brochure downloaded',
    Icon: IconTrendingUp,
    fields: [
      { name: 'Stage', type: 'text' },
      { name: 'Value', type: 'decimal' },
    ],
  },
  {
    category: 'signal',
    tab: 'signals',
    title: 'Signals',
    one: 'signal',
    explanation: 'An opinion or a sign of interest: a rating, an answer, a wish to hear more.',
    examples: 'Survey answered, Product rated or Topic followed',
    Icon: IconMessage,
    fields: [
      { name: 'Subject', type: 'text' },
      { name: 'Answer', type: 'text' },
    ],
  },
]

export const categoryTabOf = (category: Category): CategoryTab => categoryTabs.find((entry) => entry.category === category) as CategoryTab
