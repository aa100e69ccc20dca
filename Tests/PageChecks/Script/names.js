// Every control and every picture has a name. The names of rules are those of axe-core where it has one.
const exposed = selector => all(selector).filter(isExposed);
const nameless = (id, selector) => rule(id, function* () {
  for (const one of exposed(selector)) if (!nameOf(one)) yield [one, "has no name"];
});

nameless("button-name", "button");
nameless("input-button-name", "input:is([type=button], [type=submit], [type=reset])");
rule("input-image-alt", function* () {
  // The browser makes up a name for it.
  for (const one of exposed("input[type=image]:not([aria-label], [aria-labelledby])")) if (!one.alt.trim()) yield [one, "has no text in its place"];
});
nameless("aria-command-name", ":not(button, a)[role=button], :not(a)[role=link], [role=menuitem]");
nameless("link-name", "a[href], area[href]");
nameless("select-name", "select");
nameless("label", "textarea, input:not([type=hidden], [type=button], [type=submit], [type=reset], [type=image])");
nameless("aria-input-field-name", ":is([role=combobox], [role=listbox], [role=searchbox], [role=slider], [role=spinbutton], [role=textbox])");
nameless("aria-toggle-field-name", ":is([role=checkbox], [role=menuitemcheckbox], [role=menuitemradio], [role=radio], [role=switch], [role=option], [role=tab])");
nameless("aria-meter-name", "meter, [role=meter]");
nameless("aria-progressbar-name", "progress, [role=progressbar]");
nameless("aria-dialog-name", "dialog[open], [role=dialog], [role=alertdialog]");
nameless("aria-tooltip-name", "[role=tooltip]");
nameless("aria-treeitem-name", "[role=treeitem]");
nameless("summary-name", "summary");
nameless("role-img-alt", ":not(svg, img)[role=img]");
nameless("frame-title", "iframe, frame");
nameless("object-alt", "object");
nameless("group-name", "fieldset, [role=group], [role=radiogroup], [role=toolbar], [role=tablist]");
nameless("region-name", "[role=region], [role=form], [role=navigation], [role=search]");

rule("image-alt", function* () {
  for (const one of exposed("img")) {
    if (!one.hasAttribute("alt") && !nameOf(one) && !one.matches("[role=none], [role=presentation]")) yield [one, "has no text in its place"];
  }
});
rule("svg-img-alt", function* () {
  for (const one of exposed("svg")) {
    if (one.parentElement?.closest("svg, [role=img]")) continue;
    if (!one.hasAttribute("role")) yield [one, "is neither a picture with a name nor hidden"];
    else if (/^(img|graphics-document|graphics-symbol)$/.test(one.getAttribute("role")) && !nameOf(one)) yield [one, "has no name"];
  }
});
rule("label-title-only", function* () {
  for (const one of exposed("input:not([type=hidden], [type=button], [type=submit], [type=reset]), select, textarea")) {
    if (!one.labels?.length && !one.hasAttribute("aria-label") && !one.hasAttribute("aria-labelledby") && one.title) yield [one, "is named by its title alone"];
  }
});
rule("form-field-multiple-labels", function* () {
  for (const one of exposed("input, select, textarea")) if (one.labels?.length > 1) yield [one, "has two labels"];
});
rule("label-content-name-mismatch", function* () {
  // Who speaks the words that stand on a control must reach it.
  const plain = text => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  for (const one of exposed("button, a[href], summary, [role=button], [role=link], [role=tab]")) {
    if (!one.hasAttribute("aria-label") && !one.hasAttribute("aria-labelledby")) continue;
    const seen = plain([...texts(one)].filter(([, element]) => !element.closest("[aria-hidden=true]") && !isForReadersAlone(element)).map(([node]) => node.data).join(" "));
    if (seen && !plain(nameOf(one)).includes(seen)) yield [one, `is named “${nameOf(one)}”`];
  }
});
return faults;
