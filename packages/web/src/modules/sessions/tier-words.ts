/** Tiers to choose from, with what each gets without a person. */
export const tierWords = [
  { value: '', label: 'none: as a worker' },
  { value: 'worker', label: 'worker: all that is safe' },
  { value: 'manager', label: 'manager: what is routine' },
  { value: 'high-level', label: 'high-level: always a person' },
];
