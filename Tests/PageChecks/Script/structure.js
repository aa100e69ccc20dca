// The document: language, landmarks, headings, identifiers, lists. The names of rules are those of axe-core; what each demands
// is told in WCAG 2.2 and ARIA 1.2.
const root = document.documentElement;
const isLanguage = tag => {
  try { return new Intl.DisplayNames("en", { type: "language", fallback: "none" }).of(tag.split("-")[0]) !== undefined; } catch { return false; }
};

rule("document-title", function* () { if (!squeeze(document.title)) yield [root, "has no title"]; });
rule("html-has-lang", function* () { if (!root.lang) yield [root, "has no language"]; });
rule("html-lang-valid", function* () { if (root.lang && !isLanguage(root.lang)) yield [root, `language ${root.lang} is unknown`]; });
rule("valid-lang", function* () {
  for (const one of all("body [lang]")) if (!isLanguage(one.lang)) yield [one, `language ${one.lang} is unknown`];
});
rule("meta-viewport", function* () {
  const meta = document.querySelector("meta[name=viewport]");
  if (!meta?.content.includes("width=device-width")) return yield [root, "is not as wide as the device"];
  const largest = /maximum-scale\s*=\s*([\d.]+)/.exec(meta.content);
  if (/user-scalable\s*=\s*(no|0)/.test(meta.content) || (largest && largest[1] < 2)) yield [meta, "forbids zooming"];
});
rule("meta-refresh", function* () {
  for (const one of all("meta[http-equiv=refresh i]")) yield [one, "reloads or leads away by itself"];
});
rule("marquee", function* () { for (const one of all("marquee, blink")) yield [one, "moves by itself"]; });

const places = ["banner", "complementary", "contentinfo", "form", "main", "navigation", "region", "search"];
const landmarks = all("main, header, footer, nav, aside, section, form, search, body [role]").filter(one => isExposed(one) && places.includes(roleOf(one)));
const of = role => landmarks.filter(one => roleOf(one) === role);

rule("landmark-one-main", function* () { if (of("main").length === 0) yield [root, "has no main landmark"]; });
for (const role of ["main", "banner", "contentinfo"]) {
  rule(`landmark-no-duplicate-${role}`, function* () { for (const one of of(role).slice(1)) yield [one, `is a second ${role}`]; });
}
for (const role of ["main", "banner", "contentinfo", "complementary"]) {
  rule(`landmark-${role}-is-top-level`, function* () {
    for (const one of of(role)) if (landmarks.some(other => other !== one && other.contains(one) && !(role === "complementary" && roleOf(other) === "main"))) yield [one, `${role} lies in a landmark`];
  });
}
rule("landmark-unique", function* () {
  const seen = new Set();
  for (const one of landmarks) {
    const key = `${roleOf(one)} “${nameOf(one)}”`;
    if (seen.has(key)) yield [one, `is a second ${key}`];
    seen.add(key);
  }
});
rule("region", function* () {
  const skip = document.querySelector("body a[href^='#']");
  for (const [, element] of texts(document.body)) {
    if (element.closest("[aria-hidden=true]") || skip?.contains(element) || element.closest("dialog, [role=alert], [role=status]")) continue;
    if (!landmarks.some(one => one.contains(element))) yield [element, "lies in no landmark"];
  }
});
rule("bypass", function* () {
  const main = of("main")[0];
  const first = all("body *").find(isFocusable);
  if (!main || !first || main.contains(first)) return;
  const target = document.getElementById(decodeURIComponent(first.hash ?? "").slice(1));
  if (!target || (target !== main && !target.querySelector("h1") && target.localName !== "h1")) yield [first, "comes before any link that skips to the content"];
});
rule("skip-link", function* () {
  for (const one of all("a[href^='#']")) {
    const id = decodeURIComponent(one.getAttribute("href").slice(1));
    if (id && !document.getElementById(id)) yield [one, `leads to #${id}, which is not there`];
  }
});

const headings = all("h1, h2, h3, h4, h5, h6, [role=heading]").filter(isExposed);
const level = one => Number(one.getAttribute("aria-level") ?? one.localName.slice(1));
rule("page-has-heading-one", function* () {
  const first = headings.filter(one => level(one) === 1);
  if (first.length === 0) yield [root, "has no heading of level 1"];
  for (const one of first.slice(1)) yield [one, "is a second heading of level 1"];
});
rule("heading-order", function* () {
  let before = 0;
  for (const one of headings) {
    if (level(one) > before + 1) yield [one, `is of level ${level(one)} after ${before}`];
    before = level(one);
  }
});
rule("empty-heading", function* () { for (const one of headings) if (!nameOf(one)) yield [one, "is empty"]; });

rule("duplicate-id", function* () {
  const seen = new Set();
  for (const one of all("[id]")) {
    if (!one.id || /\s/.test(one.id)) yield [one, "has an id that is empty or holds a space"];
    if (seen.has(one.id)) yield [one, `has an id that is taken: ${one.id}`];
    seen.add(one.id);
  }
});
rule("tabindex", function* () { for (const one of all("[tabindex]")) if (one.tabIndex > 0) yield [one, `tabindex ${one.tabIndex}`]; });
rule("accesskeys", function* () {
  const seen = new Set();
  for (const one of all("[accesskey]")) {
    if (seen.has(one.accessKey)) yield [one, `key ${one.accessKey} is taken`];
    seen.add(one.accessKey);
  }
});

const childrenOf = one => [...one.children].filter(child => !child.matches("script, template"));
const looseText = one => [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
rule("list", function* () {
  for (const one of all("ul:not([role]), ol:not([role])")) {
    if (looseText(one) || childrenOf(one).some(child => !child.matches("li, [role=listitem]"))) yield [one, "holds more than items"];
  }
});
rule("listitem", function* () {
  for (const one of all("li:not([role])")) if (!one.parentElement.matches("ul, ol, menu, [role=list]")) yield [one, "lies in no list"];
});
rule("definition-list", function* () {
  for (const one of all("dl")) {
    if (looseText(one) || childrenOf(one).some(child => !child.matches("dt, dd, div"))) yield [one, "holds more than terms"];
    const parts = childrenOf(one).flatMap(child => child.matches("div") ? childrenOf(child) : [child]);
    if (parts.length && (!parts[0].matches("dt") || !parts.at(-1).matches("dd"))) yield [one, "is not terms followed by texts"];
  }
});
rule("dlitem", function* () {
  for (const one of all("dt, dd")) if (!one.parentElement.matches("dl, dl > div")) yield [one, "lies in no list of terms"];
});

rule("nested-interactive", function* () {
  const closed = ["button", "checkbox", "img", "link", "menuitemcheckbox", "menuitemradio", "meter", "option", "progressbar", "radio", "scrollbar", "slider", "switch", "tab"];
  for (const one of all("a[href], button, summary, label, meter, progress, [role]")) {
    if (!closed.includes(roleOf(one)) && !one.matches("summary")) continue;
    for (const inner of all("*", one)) if (isFocusable(inner)) yield [inner, `is a control within ${describe(one)}`];
  }
});
return faults;
