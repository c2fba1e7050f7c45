import type { Analytics, Fields } from "#sdk/api.ts";

const FILE = /\.(pdf|zip|gz|dmg|exe|msi|csv|xlsx?|docx?|pptx?|mp[34]|mov|epub)$/i;

/** What is looked at, and what it is called where the page gives it no name. */
const HAPPENINGS = {
  click: ["[data-track]:not(form),a,button,summary,[role=button],input[type=submit]", "Element Clicked"],
  submit: ["form", "Form Submitted"],
  focusout: ["input,select,textarea", "Field Left"],
} as const;

/**
 * Tracks what people do without a line of script; what says `data-track` only, unless `isAll`. What somebody typed is never
 * taken: of a field only whether it is filled and valid, of an address neither query nor fragment, and no text of what can
 * be edited.
 */
export function capture(analytics: Analytics, isAll: boolean): void {
  for (const [happens, [selector, plainName]] of Object.entries(HAPPENINGS))
    document.addEventListener(
      happens,
      ({ target }) => {
        const element = target instanceof Element ? target.closest<HTMLElement>(selector) : null;
        if (!element || element.closest("[data-no-track]")) return;
        const name = happens === "focusout" ? null : element.getAttribute("data-track");
        if (name) void analytics.track(name, declared(element));
        else if (isAll) {
          if (happens === "click") void analytics.track(...clicked(element, plainName));
          else
            void analytics.track(plainName, {
              ...named(element),
              ...(happens === "focusout" ? filling(element as HTMLInputElement) : {}),
            });
        }
      },
      true,
    );
}

/** `data-track-product-id="7"` is the property product_id. */
function declared(element: Element): Fields {
  const fields: Fields = {};
  for (const { name, value } of element.attributes)
    if (name.startsWith("data-track-")) fields[name.slice(11).replaceAll("-", "_")] = value;
  return fields;
}

/** By its attributes, never its properties: a form's own `id` may be a field of that name. */
function named(element: Element): Fields {
  const fields: Fields = {};
  for (const name of ["id", "name", "type"]) {
    const value = element.getAttribute(name);
    if (value) fields[name] = value;
  }
  return fields;
}

const filling = ({ type, checked, value, validity }: HTMLInputElement): Fields => ({
  filled: /^(checkbox|radio)$/.test(type) ? checked : value !== "",
  invalid: !validity.valid,
});

function clicked(element: HTMLElement, plainName: string): [name: string, fields: Fields] {
  const fields: Fields = { ...named(element), tag: element.localName };
  if (!element.isContentEditable && !element.querySelector("[contenteditable]"))
    fields["text"] = element.textContent.trim().slice(0, 80) || undefined;
  const { host, origin, pathname } = element as HTMLAnchorElement;
  // mailto: and tel: have none, and name a person.
  if (!host) return [plainName, fields];
  fields["href"] = origin + pathname;
  if (element.hasAttribute("download") || FILE.test(pathname)) return ["File Downloaded", fields];
  return [host === location.host ? plainName : "Outbound Link Clicked", fields];
}
