// Lines and marks that carry figures differ enough from what is beneath them (WCAG 2.2, 1.4.11). `selector` says which they are.
const marks = all(selector).filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.closest(isPart));
const together = new Set(marks);

/** Where to look: along a line, in the middle of what is filled. */
const spots = (mark, box, isLine) => {
  if (!isLine || !mark.getTotalLength) return [[box.left + box.width / 2, box.top + box.height / 2]];
  const length = mark.getTotalLength();
  const frame = mark.getScreenCTM();
  return [0.02, 0.14, 0.26, 0.38, 0.5, 0.62, 0.74, 0.86, 0.98].map(share => {
    const { x, y } = mark.getPointAtLength(length * share).matrixTransform(frame);
    return [x, y];
  });
};

rule("non-text-contrast", function* () {
  for (const mark of marks) {
    const style = getComputedStyle(mark);
    const box = mark.getBoundingClientRect();
    if (box.width === 0 && box.height === 0) continue;
    const inks = [];
    let grounds = [[]];
    if (isDrawing(mark)) {
      const drawing = outermost(mark);
      const isPattern = style.fill.startsWith("url") || style.stroke.startsWith("url");
      if (isPattern) continue;
      if (style.fill !== "none" && mark.localName !== "line") inks.push(fade(colour(style.fill), Number(style.fillOpacity)));
      if (style.stroke !== "none" && parseFloat(style.strokeWidth) > 0) inks.push(fade(colour(style.stroke), Number(style.strokeOpacity)));
      const isLine = style.fill === "none" || mark.localName === "line";
      grounds = spots(mark, box, isLine).map(([x, y]) => beneath(mark, drawing, x, y, together));
    } else {
      // A mark made of a box is judged on what surrounds it.
      inks.push(colour(style.backgroundColor));
      for (const side of ["Top", "Right", "Bottom", "Left"]) if (parseFloat(style[`border${side}Width`]) > 0) inks.push(colour(style[`border${side}Color`]));
    }
    const base = isDrawing(mark) ? mark : mark.parentElement;
    const found = inks.filter(ink => ink[3] > 0).map(ink => worst(grounds.flatMap(ground => painted(base, ink, ground))));
    if (found.length === 0) { yield [mark, "is drawn by nothing"]; continue; }
    const best = found.reduce((one, other) => other.contrast > one.contrast ? other : one);
    if (best.contrast < 2.995) yield [mark, `${best.contrast.toFixed(2)}:1 of 3:1, ${hex(best.ink)} on ${hex(best.ground)}`];
  }
});
return faults;
