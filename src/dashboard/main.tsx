import "#dashboard/mantine.css.ts";
import "#dashboard/page.css";
import { createRoot } from "react-dom/client";
import { App } from "#dashboard/app.tsx";
import { nonce } from "#dashboard/nonce.ts";

const root = document.querySelector("#root");
if (root === null) throw new Error("index.html has no #root");
// The part of Mantine that stops the page behind a dialog from scrolling looks for it here.
Object.assign(globalThis, { __webpack_nonce__: nonce });
createRoot(root).render(<App />);
