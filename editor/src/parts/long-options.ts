/** For a menu of more options than fit: the list itself scrolls, which a combobox drives by its own keys, and not a region around it. */
export const longOptions = { withScrollArea: false, styles: { options: { maxHeight: 280, overflowY: 'auto' } } } as const
