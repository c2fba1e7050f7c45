/** The product's sign: two waves. */
export const Mark = () => (
  <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="var(--mantine-color-tide-7)" />
    <path
      d="M6 12c3.300-3.200 6.700-3.200 10 0s6.700 3.200 10 0M6 20c3.300-3.200 6.700-3.200 10 0s6.700 3.200 10 0"
      fill="none"
      stroke="#fff"
      strokeWidth="2.6"
      strokeLinecap="round"
    />
  </svg>
);
