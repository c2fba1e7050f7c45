import "#dashboard/screens/destinations/destinations.css";
import { initialsOf, placeOf } from "#dashboard/screens/destinations/initials.ts";

/** White text on each has a contrast of 4.5 and more. */
const GROUNDS = [
  "#1b6ec2",
  "#a8410c",
  "#2b7a3e",
  "#8a34a0",
  "#8a5a12",
  "#0b6478",
  "#b0234f",
  "#5c4b8a",
  "#4d6a0e",
  "#495b70",
];

/** A destination's initials on a colour of its own: logos belong to others. */
export function Tile({ name }: { name: string }) {
  return (
    <span className="destination-tile" style={{ background: GROUNDS[placeOf(name, GROUNDS.length)] }} aria-hidden>
      {initialsOf(name)}
    </span>
  );
}
