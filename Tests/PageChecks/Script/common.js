// What every check asks of an element. The checks of one file follow this text in the same function.
const faults = [];
const rules = globalThis[Symbol.for("page-checks-rules")] ??= new Set();

/** Runs one rule; it gives pairs of an element and what is wrong with it. */
const rule = (id, find) => {
  rules.add(id);
  for (const [element, text] of find()) faults.push({ rule: id, place: describe(element), text });
};

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const squeeze = text => (text ?? "").replace(/\s+/g, " ").trim();

/** Where an element is, in a form that a reader finds again. */
const describe = element => {
  if (!element) return "page";
  const anchor = element.parentElement?.closest("[id]");
  const kind = element.classList?.[0];
  const text = squeeze(element.textContent).slice(0, 40);
  return (anchor ? `#${anchor.id} ` : "") + element.localName + (element.id ? `#${element.id}` : "") +
    (kind ? `.${kind}` : "") + (text ? ` “${text}”` : "");
};

/** Whether an element is part of an SVG drawing, and that whole drawing. */
const isDrawing = element => element instanceof SVGElement;
const outermost = element => {
  let found = null;
  for (let one = element; one && isDrawing(one); one = one.parentElement) if (one.localName === "svg") found = one;
  return found;
};

/** Whether an element has a box that is drawn, be it outside of the window. */
const isShown = element =>
  element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) &&
  element.getClientRects().length > 0;

/** Whether readers of a screen reader come across an element; it may be out of sight for others. */
const isExposed = element =>
  element.checkVisibility({ visibilityProperty: true }) && !element.closest("[aria-hidden=true], [inert]");

/** Whether an element is there for screen readers alone. */
const isForReadersAlone = element => {
  for (let one = element; one; one = one.parentElement) {
    const box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    const cuts = style.clipPath !== "none" || style.clip !== "auto" || style.overflow !== "visible";
    if (cuts && style.position !== "static" && box.width <= 1.5 && box.height <= 1.5) return true;
    // A link that appears when it is focused waits above the window.
    if (style.position !== "static" && box.bottom + scrollY <= 0) return true;
  }
  return false;
};

/** The role of an element and its name, as the browser tells them. */
const roleOf = element => {
  const role = element.computedRole;
  return role === "image" ? "img" : role;
};
const nameOf = element => squeeze(element.computedName);

/** The texts that are drawn, each with the element that it stands in. */
const texts = function* (root = document.documentElement) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const skipped = "script, style, title, desc, metadata, noscript, template";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element || element.closest(skipped)) continue;
    if (isShown(element)) yield [node, element];
  }
};

/** The boxes of the lines of a text. */
const boxes = node => {
  const range = document.createRange();
  range.selectNodeContents(node);
  return [...range.getClientRects()].filter(box => box.width > 0.5 && box.height > 0.5);
};

/** Whether a key reaches an element. */
const isFocusable = element => element.tabIndex >= 0 && !element.disabled && isShown(element) &&
  !element.closest("[inert]") && element.matches(
    "a[href], area[href], button, input:not([type=hidden]), select, textarea, iframe, audio[controls], " +
    "video[controls], details > summary:first-of-type, [tabindex], [contenteditable], svg a");

/** Whether a link stands in a sentence, among words that are no link. */
const isInSentence = element => {
  if (element.localName !== "a" || getComputedStyle(element).display !== "inline") return false;
  let block = element.parentElement;
  while (block && getComputedStyle(block).display === "inline") block = block.parentElement;
  if (!block) return false;
  const linked = all("a[href], button", block).reduce((sum, one) => sum + squeeze(one.textContent).length, 0);
  return squeeze(block.textContent).length > linked + 3;
};
