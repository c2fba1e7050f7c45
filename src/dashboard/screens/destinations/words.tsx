import { Anchor } from "@mantine/core";
import { partsOf } from "#dashboard/screens/destinations/description.ts";

/** What a destination's makers wrote, with its links; nothing else of their markup. */
export function Words({ text }: { text: string }) {
  return partsOf(text).map(({ text: part, href }, at) =>
    href === null ? (
      part
    ) : (
      // Parts have no other name than their place.
      // oxlint-disable-next-line no-array-index-key
      <Anchor key={at} href={href} target="_blank" rel="noopener noreferrer" inherit underline="always">
        {part}
      </Anchor>
    ),
  );
}
