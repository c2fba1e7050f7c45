/**
 * A place in the feed, as clients carry it: everything up to `seq` has been seen. Opaque to them. The epoch tells one life
 * of the feed's storage from another, so that a number from before can't be taken for a number of now.
 */
export interface Cursor {
  epoch: string;
  seq: number;
}

export const encodeCursor = ({ epoch, seq }: Cursor): string => `${epoch}-${seq}`;

/** Null where the text is no cursor of any feed. */
export function decodeCursor(text: string): Cursor | null {
  const [, epoch, seq] = /^([a-z0-9]{1,32})-(\d{1,15})$/.exec(text) ?? [];
  return epoch === undefined || seq === undefined ? null : { epoch, seq: Number(seq) };
}
