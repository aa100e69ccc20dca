// Nothing is out of reach: the page is as wide as the window, and no text is cut off.
const edge = document.documentElement;
const wide = innerWidth;

/** Whether an element moves its own content sideways, or up and down. */
const scrolls = (element, style = getComputedStyle(element)) => element !== edge && element !== document.body && {
  across: /auto|scroll/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1,
  down: /auto|scroll/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 1,
};
const scroller = element => {
  for (let one = element.parentElement; one && one !== document.body; one = one.parentElement) if (scrolls(one).across) return one;
  return null;
};

/** What cuts a box off, if anything does: an element that hides what lies outside of it, or the window. */
const cutter = (element, box) => {
  let isFixed = false;
  for (let one = element; one && one !== edge; one = one.parentElement) {
    const style = getComputedStyle(one);
    const bounds = one.getBoundingClientRect();
    const drawing = isDrawing(one);
    if (!drawing || one.localName === "svg") {
      const moves = drawing ? {} : scrolls(one, style);
      if (moves.across) return null;
      const hides = axis => /hidden|clip|auto|scroll/.test(style[`overflow${axis}`]);
      if (hides("X") && (box.right > bounds.right + 1 || box.left < bounds.left - 1)) return one;
      if (hides("Y") && !moves.down && (box.bottom > bounds.bottom + 2 || box.top < bounds.top - 2)) return one;
      if (moves.down) return null;
    }
    if (style.position === "fixed") isFixed = true;
  }
  return box.right > wide + 1 || box.left + (isFixed ? 0 : scrollX) < -1 ? edge : null;
};

rule("horizontal-scroll", function* () {
  if (edge.scrollWidth <= wide) return;
  const out = all("body *").filter(one => isShown(one) && one.getBoundingClientRect().right > wide + 0.5 && !scroller(one));
  yield [out.at(-1), `the page is ${edge.scrollWidth} wide in a window of ${wide}`];
});

const drawn = [...texts()].filter(([, element]) => !isForReadersAlone(element))
  .flatMap(([node, element]) => boxes(node).map(box => ({ node, element, box })));
rule("text-cut", function* () {
  const told = new Set();
  for (const { element, box } of drawn) {
    if (told.has(element)) continue;
    const by = cutter(element, box);
    if (!by) continue;
    told.add(element);
    yield [element, by === edge ? "sticks out of the window" : `is cut off by ${describe(by)}`];
  }
});
rule("text-overlap", function* () {
  // Labels of a drawing are placed by reckoning, so they may come to lie on each other.
  const labels = drawn.filter(({ element }) => isDrawing(element) && !(getComputedStyle(element).opacity < 0.1));
  for (let first = 0; first < labels.length; first++) {
    for (let second = first + 1; second < labels.length; second++) {
      const [one, other] = [labels[first], labels[second]];
      if (one.node === other.node || outermost(one.element) !== outermost(other.element)) continue;
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (across > 1 && down > Math.min(one.box.height, other.box.height) * 0.35) yield [one.element, `lies on ${describe(other.element)}`];
    }
  }
});
rule("text-size", function* () {
  for (const element of new Set(drawn.map(one => one.element))) {
    const size = parseFloat(getComputedStyle(element).fontSize) * (isDrawing(element) ? Math.abs(element.getScreenCTM()?.d ?? 1) : 1);
    if (size < 9.95) yield [element, `is ${size.toFixed(1)} px high`];
  }
});
rule("scrollable-region-focusable", function* () {
  for (const one of all("body *")) {
    if (isDrawing(one) || !isShown(one) || one.matches("textarea, select, input")) continue;
    const moves = scrolls(one);
    if (!moves.across && !moves.down) continue;
    // Otherwise some browsers let no key scroll it.
    if (!one.hasAttribute("tabindex") || one.tabIndex < 0) yield [one, "scrolls and takes no focus"];
    else if (!nameOf(one)) yield [one, "takes the focus and has no name"];
  }
});
return faults;
