// A picture that stands in a file of its own.
const picture = document.documentElement;
rule("picture-root", function* () { if (picture.localName !== "svg" || picture.namespaceURI !== "http://www.w3.org/2000/svg") yield [picture, "is no drawing"]; });
rule("picture-role", function* () { if (picture.getAttribute("role") !== "img") yield [picture, "has not the role img"]; });
rule("picture-title", function* () {
  const title = picture.querySelector(":scope > title");
  if (!squeeze(title?.textContent)) yield [picture, "has no title"];
  if (!nameOf(picture)) yield [picture, "has no name"];
});
rule("picture-desc", function* () { if (!squeeze(picture.querySelector(":scope > desc")?.textContent)) yield [picture, "has no desc"]; });
rule("picture-size", function* () {
  if (!picture.hasAttribute("viewBox")) yield [picture, "has no viewBox, so it cannot be scaled"];
});
rule("picture-id", function* () {
  const seen = new Set();
  for (const one of all("[id]")) {
    if (seen.has(one.id)) yield [one, `has an id that is taken: ${one.id}`];
    seen.add(one.id);
  }
  for (const one of all("*")) {
    for (const { name, value } of one.attributes) {
      const found = [...value.matchAll(/url\(["']?#([^"')]+)["']?\)/g)].map(match => match[1]);
      if (/(^|:)href$/.test(name) && value.startsWith("#")) found.push(value.slice(1));
      if (/^aria-(labelledby|describedby)$/.test(name)) found.push(...squeeze(value).split(" "));
      for (const target of found) if (!document.getElementById(target)) yield [one, `${name} points at #${target}, which is not there`];
    }
  }
});
return faults;
