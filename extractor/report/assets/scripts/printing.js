// Printing: every line is opened for paper and closed again.

import { openDisclosure } from "./dom.js";

let printing = false;

/** Tell whether lines open and close for paper, and not because of the reader. */
export function isPrinting() {
  return printing;
}

export function openLinesForPrint() {
  addEventListener("beforeprint", () => {
    printing = true;
    addEventListener("afterprint", () => setTimeout(() => (printing = false)), { once: true });
    const selector = "header details, main .incident, main .near, main .compared > details";
    const lines = /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(selector));
    for (const details of [...lines].filter((each) => !each.open)) {
      openDisclosure(details);
      addEventListener("afterprint", () => details.removeAttribute("open"), { once: true });
    }
  });
}
