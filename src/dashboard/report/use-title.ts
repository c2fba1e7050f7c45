import { useEffect } from "react";

/** Names the page in the browser's tab. */
export function useTitle(name: string | undefined): void {
  useEffect(() => {
    if (name === undefined) return;
    const before = document.title;
    document.title = `${name} · Headwater`;
    return () => {
      document.title = before;
    };
  }, [name]);
}
