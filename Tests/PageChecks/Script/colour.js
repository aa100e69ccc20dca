// Colours as they end up on the screen: layers blended in the order in which they are painted.
const canvas = document.createElementNS("http://www.w3.org/1999/xhtml", "canvas");
canvas.width = canvas.height = 1;
const pen = canvas.getContext("2d", { willReadFrequently: true });
const known = new Map();

/** Red, green, blue and alpha, each from 0 to 1, of a computed colour. */
const colour = text => {
  let found = known.get(text);
  if (found) return found;
  const plain = /^rgba?\(([\d.]+),? ([\d.]+),? ([\d.]+)(?:[,/ ]+([\d.]+))?\)$/.exec(text);
  if (plain) {
    found = [plain[1] / 255, plain[2] / 255, plain[3] / 255, Number(plain[4] ?? 1)];
  } else {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = "#000";
    pen.fillStyle = text;
    pen.fillRect(0, 0, 1, 1);
    found = [...pen.getImageData(0, 0, 1, 1).data].map(part => part / 255);
  }
  known.set(text, found);
  return found;
};
const clear = [0, 0, 0, 0];
const fade = (ink, share) => [ink[0], ink[1], ink[2], ink[3] * share];
const over = (ink, ground) => {
  const alpha = ink[3] + ground[3] * (1 - ink[3]);
  if (alpha === 0) return clear;
  return [0, 1, 2].map(part => (ink[part] * ink[3] + ground[part] * ground[3] * (1 - ink[3])) / alpha).concat(alpha);
};
const luminance = ink => {
  const [red, green, blue] = ink.map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const ratio = (one, other) => {
  const [low, high] = [luminance(one), luminance(other)].sort((first, second) => first - second);
  return (high + 0.05) / (low + 0.05);
};
const hex = ink => "#" + ink.slice(0, 3).map(part => Math.round(part * 255).toString(16).padStart(2, "0")).join("");

/** What the browser paints beneath everything: white, or near black where the document is dark. */
const paper = (() => {
  const probe = document.createElementNS(document.documentElement.namespaceURI, document.body ? "span" : "g");
  document.documentElement.append(probe);
  probe.style.color = "Canvas";
  const found = colour(getComputedStyle(probe).color);
  probe.remove();
  return found;
})();

/** The layers of the background of one element, each a list of the colours that it may have. */
const backgrounds = element => {
  if (isDrawing(element) && element !== outermost(element)) return [];
  const style = getComputedStyle(element);
  const layers = [[colour(style.backgroundColor)]];
  // A gradient has any of its colours somewhere, unless it is the shade of an edge.
  const pictures = style.backgroundImage.match(/[a-z-]+-gradient\((?:[^()]|\([^()]*\))*\)|url\([^)]*\)/g) ?? [];
  const sizes = style.backgroundSize.split(", ");
  pictures.forEach((picture, index) => {
    const isEdge = sizes[index % sizes.length].split(" ").some(size => size.endsWith("px") && parseFloat(size) < 64);
    if (!isEdge) layers.push([clear, ...(picture.match(/(?:rgba?|color|oklch|oklab|lab|lch)\([^()]*\)/g) ?? []).map(colour)]);
  });
  return layers;
};

const shapesOf = new Map();
const isPart = "defs, clipPath, mask, pattern, marker, symbol";
/** The filled shapes of a drawing in the order in which they are painted. */
const shapes = drawing => {
  let found = shapesOf.get(drawing);
  if (!found) {
    found = all("path, rect, circle, ellipse, polygon, polyline", drawing).flatMap(shape => {
      if (shape.closest(isPart) || !shape.checkVisibility({ visibilityProperty: true })) return [];
      const style = getComputedStyle(shape);
      // What is filled by a pattern has no one colour; it is judged by its looks alone.
      if (style.fill === "none" || style.fill.startsWith("url")) return [];
      const ink = fade(colour(style.fill), style.fillOpacity * within(shape, drawing));
      return ink[3] > 0 ? [{ shape, ink, box: shape.getBoundingClientRect() }] : [];
    });
    shapesOf.set(drawing, found);
  }
  return found;
};
/** How much shows of an element, of its groups up to a drawing. */
const within = (element, drawing) => {
  let share = 1;
  for (let one = element; one && one !== drawing; one = one.parentElement) share *= getComputedStyle(one).opacity;
  return share;
};
/** The inks beneath a place of a drawing that are painted before an element. */
const beneath = (element, drawing, x, y, leaveOut) => shapes(drawing).filter(({ shape, box }) =>
  x >= box.left && x <= box.right && y >= box.top && y <= box.bottom && shape !== element && !leaveOut?.has(shape) &&
  shape.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING &&
  shape.isPointInFill(new DOMPoint(x, y).matrixTransform(shape.getScreenCTM().inverse()))).map(({ ink }) => ink);

/** Pairs of a ground and an ink on it, for each ground that an element may have. */
const painted = (element, ink, inks = []) => {
  const chain = [];
  for (let one = element; one; one = one.parentElement) chain.unshift(one);
  const drawing = outermost(element);
  const paint = (index, ground) => {
    const one = chain[index];
    const share = Number(getComputedStyle(one).opacity);
    let layers = [share < 1 ? clear : ground];
    for (const layer of backgrounds(one)) layers = layers.flatMap(below => layer.map(above => over(above, below)));
    if (one === drawing) layers = layers.map(layer => inks.reduce((below, above) => over(above, below), layer));
    const pairs = layers.flatMap(layer => index + 1 === chain.length ? [[layer, over(ink, layer)]] : paint(index + 1, layer));
    return share < 1 ? pairs.map(pair => pair.map(layer => over(fade(layer, share), ground))) : pairs;
  };
  return paint(0, paper);
};
/** The pair of the least contrast, with that. */
const worst = pairs => pairs.map(([ground, ink]) => ({ ground, ink, contrast: ratio(ground, ink) }))
  .reduce((one, other) => other.contrast < one.contrast ? other : one);
