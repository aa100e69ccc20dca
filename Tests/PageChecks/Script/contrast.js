// Text differs enough from what is beneath it (WCAG 2.2, 1.4.3).
const seen = new Map();
/** How large a text is drawn, whatever its picture is scaled by. */
const sizeOf = (element, style) => parseFloat(style.fontSize) * (isDrawing(element) ? Math.abs(element.getScreenCTM()?.d ?? 1) : 1);
const least = (element, style) => {
  const size = sizeOf(element, style);
  return size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
};
const judge = function* (element, style, found) {
  const needed = least(element, style);
  if (found.contrast < needed - 0.005) yield [element, `${found.contrast.toFixed(2)}:1 of ${needed}:1, ${hex(found.ink)} on ${hex(found.ground)}`];
};

rule("color-contrast", function* () {
  for (const [node, element] of texts()) {
    if (element.closest(":disabled, [aria-disabled=true]") || isForReadersAlone(element)) continue;
    const style = getComputedStyle(element);
    if (isDrawing(element)) {
      const drawing = outermost(element);
      const ink = fade(colour(style.fill), Number(style.fillOpacity));
      if (style.fill === "none" || ink[3] === 0) continue;
      const isHaloed = style.paintOrder.startsWith("stroke") && style.stroke !== "none" && parseFloat(style.strokeWidth) >= 2;
      const halo = isHaloed ? [colour(style.stroke)] : [];
      const found = boxes(node).flatMap(box => [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]].map(([across, down]) =>
        worst(painted(element, ink, [...beneath(element, drawing, box.left + box.width * across, box.top + box.height * down), ...halo]))));
      if (found.length) yield* judge(element, style, found.reduce((one, other) => other.contrast < one.contrast ? other : one));
    } else {
      if (seen.has(element)) continue;
      seen.set(element, true);
      yield* judge(element, style, worst(painted(element, colour(style.color))));
    }
  }
  for (const field of all("input, textarea").filter(isShown)) {
    const part = field.placeholder && !field.value ? "::placeholder" : null;
    if (!field.disabled && (part || field.value)) {
      const style = getComputedStyle(field, part);
      yield* judge(field, style, worst(painted(field, fade(colour(style.color), Number(part ? style.opacity : 1)))));
    }
  }
  // What stands before or behind a text by style alone is read as well.
  for (const element of all("body *")) {
    for (const part of ["::before", "::after"]) {
      const style = getComputedStyle(element, part);
      if (!/[\p{L}\p{N}]/u.test(style.content) || style.content === "none" || /^(normal|counter|url)/.test(style.content) || !isShown(element)) continue;
      yield* judge(element, style, worst(painted(element, colour(style.color))));
    }
  }
});

rule("link-in-text-block", function* () {
  for (const link of all("p a[href], li a[href], dd a[href], td a[href]").filter(one => isShown(one) && isInSentence(one))) {
    const style = getComputedStyle(link);
    if (style.textDecorationLine.includes("underline") || parseFloat(style.borderBottomWidth) > 0) continue;
    const around = getComputedStyle(link.parentElement);
    if (style.fontWeight === around.fontWeight && ratio(colour(style.color), colour(around.color)) < 3) yield [link, "is told from its sentence by its colour alone"];
  }
});
return faults;
