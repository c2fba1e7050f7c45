import { useEffect, useRef, useState } from "react";

const EVERY_MS = 10_000;

/** Says to those who listen what came, at most every ten seconds and only if something did. */
export function Announcer({ fresh, newest }: { fresh: number; newest: string | null }) {
  const latest = useRef({ fresh, newest });
  latest.current = { fresh, newest };
  const said = useRef(0);
  const [text, setText] = useState("");
  useEffect(() => {
    const timer = setInterval(() => {
      const { fresh, newest } = latest.current;
      const count = fresh - said.current;
      said.current = fresh;
      if (count > 0)
        setText(`${count} new ${count === 1 ? "event" : "events"}${newest === null ? "" : `, the newest: ${newest}`}`);
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="visually-hidden" role="status">
      {text}
    </div>
  );
}
