import { Table } from '@mantine/core'

/** The heading of a column of numbers: above their last digits, and never broken. */
export const NumberHead = ({ children }: { readonly children: string }) => (
  <Table.Th ta="end" className="nowrap">
    {children}
  </Table.Th>
)
