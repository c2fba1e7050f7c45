import { TagsInput } from "@mantine/core";

const MOST_ADDRESSES = 20;

/** Who of the team gets something. */
export const Addresses = ({ to, onChange }: { to: string[]; onChange: (to: string[]) => void }) => (
  <TagsInput
    label="To"
    description="Press Enter after each address."
    required
    maxTags={MOST_ADDRESSES}
    acceptValueOnBlur
    value={to}
    onChange={onChange}
  />
);
