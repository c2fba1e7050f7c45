import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";

const PAUSE_MS = 150;

/** What is typed into a picker, and what of it is searched for: once there was a pause. */
export function useTyped() {
  const [typed, setTyped] = useState("");
  const [searched] = useDebouncedValue(typed, PAUSE_MS);
  return { typed, setTyped, searched };
}
