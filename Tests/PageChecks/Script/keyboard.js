// Remembers what a key must reach, and how each of them looks without the focus.
const isTaken = one => one.matches("input[type=radio]") && one.name && !one.checked &&
  all(`input[type=radio][name="${CSS.escape(one.name)}"]`).some(other => other.checked || other.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
const stops = all("*").filter(one => isFocusable(one) && !isTaken(one));
const look = one => {
  const style = getComputedStyle(one);
  return {
    outline: style.outlineStyle === "none" || parseFloat(style.outlineWidth) === 0 ? "" : `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`,
    shadow: style.boxShadow === "none" ? "" : style.boxShadow,
    stroke: isDrawing(one) ? `${style.stroke} ${style.strokeWidth}` : "",
  };
};
const before = stops.map(look);

// A browser without a window hands the focus back to the top of the page, at once or a little later.
let hasLeft = false;
addEventListener("blur", event => { hasLeft ||= event.target === window; }, true);

/** How the element looks that has the focus; index -1 once the focus has left the page. */
const focused = () => {
  const one = document.activeElement;
  if (hasLeft || !one || one === document.body || one === document.documentElement || !document.hasFocus()) return { index: -1, place: "", faults: [] };
  const index = stops.indexOf(one);
  const faults = [];
  const now = look(one);
  const was = before[index] ?? { outline: "", shadow: "", stroke: "" };
  const isOutlined = now.outline && now.outline !== was.outline;
  const isMarked = isOutlined || (now.shadow && now.shadow !== was.shadow) || now.stroke !== was.stroke;
  if (!isMarked) faults.push(["focus-visible", "looks no different with the focus"]);
  else if (isOutlined && !now.outline.startsWith("auto") && !(now.shadow && now.shadow !== was.shadow)) {
    const found = worst(painted(one.parentElement ?? one, colour(getComputedStyle(one).outlineColor)));
    if (found.contrast < 2.995) faults.push(["focus-contrast", `outline ${hex(found.ink)} on ${hex(found.ground)} is ${found.contrast.toFixed(2)}:1 of 3:1`]);
  }
  const box = one.getBoundingClientRect();
  const [left, right, top, bottom] = [Math.max(box.left, 0), Math.min(box.right, innerWidth), Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  if (right - left < 1 || bottom - top < 1) faults.push(["focus-in-view", "has the focus out of sight"]);
  else {
    const points = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]].map(([across, down]) => [left + (right - left) * across, top + (bottom - top) * down]);
    const isSeen = points.some(([x, y]) => {
      const hit = document.elementFromPoint(x, y);
      return hit && (one.contains(hit) || hit.contains(one) && hit !== document.body && hit !== document.documentElement || isDrawing(one) && outermost(one)?.contains(hit) || [...(one.labels ?? [])].some(label => label.contains(hit)));
    });
    if (!isSeen) faults.push(["focus-not-obscured", "has the focus beneath something else"]);
  }
  // A browser may stop at what scrolls; that is no fault of the page.
  const isExtra = index < 0 && (one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight);
  return { index: isExtra ? -2 : index, place: describe(one), faults };
};
globalThis[Symbol.for("page-checks")] = { stops, focused };
return stops.map(describe);
