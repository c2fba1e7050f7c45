/** Something that is not as it should be. */
export interface Finding {
  /** The same for as long as it is the same thing: `queue`, `destination 3`. */
  key: string;
  /** look: somebody should, today. act: something is being lost or stands still. */
  level: "look" | "act";
  /** What is wrong, and what to do about it, each one plain sentence. */
  says: string;
  remedy: string;
}
