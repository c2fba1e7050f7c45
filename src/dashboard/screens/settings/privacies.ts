/** What can be kept of a visitor's address, in words. */
export const PRIVACIES = [
  {
    value: "full",
    label: "Keep the whole address",
    description: "203.0.113.77 stays 203.0.113.77. Tell people so in your privacy policy.",
    saved: "Whole addresses are kept from now on.",
  },
  {
    value: "truncate",
    label: "Keep a shortened address",
    description: "203.0.113.77 becomes 203.0.113.0: a neighbourhood instead of a household.",
    saved: "Addresses are shortened from now on.",
  },
  {
    value: "drop",
    label: "Keep no address",
    description: "Nothing of it is stored.",
    saved: "No address is kept from now on.",
  },
] as const;
