// Roles and attributes of ARIA 1.2: they exist, belong together, and point at something.
const globals = "atomic busy controls current describedby description details dropeffect flowto grabbed hidden keyshortcuts label labelledby live owns relevant roledescription braillelabel brailleroledescription";
const range = "valuemax valuemin valuenow valuetext";
const roles = {
  alert: "", alertdialog: "modal", application: "activedescendant disabled errormessage expanded haspopup invalid", article: "posinset setsize",
  banner: "", blockquote: "", button: "disabled expanded haspopup pressed", caption: "", cell: "colindex colspan rowindex rowspan",
  checkbox: "checked disabled errormessage expanded invalid readonly required", code: "", columnheader: "colindex colspan disabled errormessage expanded haspopup invalid readonly required rowindex rowspan selected sort",
  combobox: "activedescendant autocomplete disabled errormessage expanded haspopup invalid readonly required", complementary: "", contentinfo: "",
  definition: "", deletion: "", dialog: "modal", directory: "", document: "", emphasis: "", feed: "", figure: "", form: "", generic: "",
  "graphics-document": "", "graphics-object": "", "graphics-symbol": "",
  grid: "activedescendant colcount disabled multiselectable readonly rowcount", gridcell: "colindex colspan disabled errormessage expanded haspopup invalid readonly required rowindex rowspan selected",
  group: "activedescendant disabled", heading: "level", img: "", insertion: "", link: "disabled expanded haspopup", list: "",
  listbox: "activedescendant disabled errormessage expanded invalid multiselectable orientation readonly required", listitem: "level posinset setsize",
  log: "", main: "", mark: "", marquee: "", math: "", menu: "activedescendant disabled orientation", menubar: "activedescendant disabled orientation",
  menuitem: "disabled expanded haspopup posinset setsize", menuitemcheckbox: "checked disabled expanded haspopup posinset setsize", menuitemradio: "checked disabled expanded haspopup posinset setsize",
  meter: range, navigation: "", none: "", note: "", option: "checked disabled posinset selected setsize", paragraph: "", presentation: "",
  progressbar: range, radio: "checked disabled posinset setsize", radiogroup: "activedescendant disabled errormessage invalid orientation readonly required",
  region: "", row: "activedescendant colindex disabled expanded level posinset rowindex selected setsize", rowgroup: "",
  rowheader: "colindex colspan disabled errormessage expanded haspopup invalid readonly required rowindex rowspan selected sort",
  scrollbar: `disabled orientation ${range}`, search: "", searchbox: "activedescendant autocomplete disabled errormessage haspopup invalid multiline placeholder readonly required",
  separator: `disabled orientation ${range}`, slider: `disabled errormessage haspopup invalid orientation readonly ${range}`,
  spinbutton: `activedescendant disabled errormessage invalid readonly required ${range}`, status: "", strong: "", subscript: "", suggestion: "", superscript: "",
  switch: "checked disabled errormessage expanded invalid readonly required", tab: "disabled expanded haspopup posinset selected setsize", table: "colcount rowcount",
  tablist: "activedescendant disabled multiselectable orientation", tabpanel: "", term: "",
  textbox: "activedescendant autocomplete disabled errormessage haspopup invalid multiline placeholder readonly required", time: "", timer: "", toolbar: "activedescendant disabled orientation",
  tooltip: "", tree: "activedescendant disabled errormessage invalid multiselectable orientation required", treegrid: "activedescendant colcount disabled errormessage invalid multiselectable orientation readonly required rowcount",
  treeitem: "checked disabled expanded haspopup level posinset selected setsize",
};
const truth = /^(true|false)$/, perhaps = /^(true|false|mixed)$/, whole = /^-?\d+$/, decimal = /^-?\d+(\.\d+)?(e-?\d+)?$/i, reference = "reference", any = /^[^]*$/;
const values = {
  activedescendant: reference, atomic: truth, autocomplete: /^(inline|list|both|none)$/, braillelabel: any, brailleroledescription: any, busy: truth, checked: perhaps,
  colcount: whole, colindex: whole, colspan: whole, controls: reference, current: /^(page|step|location|date|time|true|false)$/,
  describedby: reference, description: any, details: reference, disabled: truth, dropeffect: any, errormessage: reference, expanded: /^(true|false|undefined)$/,
  flowto: reference, grabbed: any, haspopup: /^(true|false|menu|listbox|tree|grid|dialog)$/, hidden: /^(true|false|undefined)$/, invalid: /^(true|false|grammar|spelling)$/,
  keyshortcuts: any, label: any, labelledby: reference, level: /^[1-9]\d*$/, live: /^(assertive|off|polite)$/, modal: truth, multiline: truth, multiselectable: truth,
  orientation: /^(horizontal|vertical|undefined)$/, owns: reference, placeholder: any, posinset: whole, pressed: perhaps, readonly: truth, relevant: any, required: truth,
  roledescription: /\S/, rowcount: whole, rowindex: whole, rowspan: whole, selected: /^(true|false|undefined)$/, setsize: whole,
  sort: /^(ascending|descending|none|other)$/, valuemax: decimal, valuemin: decimal, valuenow: decimal, valuetext: any,
};
const required = {
  checkbox: "checked", combobox: "expanded", heading: "level", menuitemcheckbox: "checked", menuitemradio: "checked", meter: "valuenow", radio: "checked",
  scrollbar: "controls valuenow", slider: "valuenow", switch: "checked",
};
const parents = {
  listitem: "list", option: "listbox group", row: "table grid treegrid rowgroup", cell: "row", columnheader: "row", gridcell: "row", rowheader: "row", rowgroup: "table grid treegrid",
  tab: "tablist", treeitem: "tree group", menuitem: "menu menubar group", menuitemcheckbox: "menu menubar group", menuitemradio: "menu menubar group",
};
const children = {
  list: "listitem", listbox: "option group", table: "row rowgroup caption", grid: "row rowgroup", tablist: "tab", tree: "treeitem group",
  menu: "menuitem menuitemcheckbox menuitemradio group", menubar: "menuitem menuitemcheckbox menuitemradio group", row: "cell columnheader gridcell rowheader", rowgroup: "row",
  feed: "article", radiogroup: "radio",
};
const unnameable = "caption code deletion emphasis generic insertion mark none paragraph presentation strong subscript suggestion superscript".split(" ");
const has = (list, word) => (list ?? "").split(" ").includes(word);
const ariaOf = one => [...one.attributes].filter(({ name }) => name.startsWith("aria-")).map(({ name, value }) => [name.slice(5), value]);
const marked = all("*").filter(one => ariaOf(one).length > 0);
const cast = all("[role]");
const roleWord = one => squeeze(one.getAttribute("role"));

rule("aria-roles", function* () { for (const one of cast) if (!Object.hasOwn(roles, roleWord(one))) yield [one, `role ${roleWord(one)}`]; });
rule("aria-deprecated-role", function* () { for (const one of cast) if (roleWord(one) === "directory") yield [one, "role directory"]; });
rule("aria-valid-attr", function* () {
  for (const one of marked) for (const [name] of ariaOf(one)) if (!Object.hasOwn(values, name)) yield [one, `aria-${name} does not exist`];
});
rule("aria-valid-attr-value", function* () {
  for (const one of marked) {
    for (const [name, value] of ariaOf(one)) {
      if (values[name] instanceof RegExp && !values[name].test(value)) yield [one, `aria-${name} is “${value}”`];
      if (values[name] !== reference) continue;
      const ids = squeeze(value).split(" ");
      // What a control opens may come to be later.
      if (name === "controls" && one.ariaExpanded === "false") continue;
      for (const id of ids) if (!document.getElementById(id)) yield [one, `aria-${name} points at “${id}”, which is not there`];
    }
  }
});
rule("aria-allowed-attr", function* () {
  for (const one of marked.filter(isExposed)) {
    const role = Object.hasOwn(roles, roleWord(one)) ? roleWord(one) : roleOf(one);
    if (!Object.hasOwn(roles, role)) continue;
    for (const [name] of ariaOf(one)) {
      if (Object.hasOwn(values, name) && !has(globals, name) && !has(roles[role], name)) yield [one, `aria-${name} goes not with ${role}`];
    }
  }
});
rule("aria-prohibited-attr", function* () {
  for (const one of marked.filter(isExposed)) {
    if (!one.hasAttribute("aria-label") && !one.hasAttribute("aria-labelledby")) continue;
    if (unnameable.includes(roleWord(one) || roleOf(one))) yield [one, `a ${roleWord(one) || roleOf(one)} takes no name`];
  }
});
rule("aria-required-attr", function* () {
  for (const one of cast.filter(isExposed)) {
    if (one.matches("input, h1, h2, h3, h4, h5, h6, meter, select")) continue;
    for (const name of (required[roleWord(one)] ?? "").split(" ")) if (name && !one.hasAttribute(`aria-${name}`)) yield [one, `lacks aria-${name}`];
  }
});
const owner = one => {
  for (let parent = one.parentElement; parent; parent = parent.parentElement) {
    const role = roleWord(parent) || roleOf(parent);
    if (role && role !== "generic" && role !== "none" && role !== "presentation") return role;
  }
  return "";
};
rule("aria-required-parent", function* () {
  for (const one of cast.filter(isExposed)) {
    const needed = parents[roleWord(one)];
    if (needed && !has(needed, owner(one)) && !document.querySelector(`[aria-owns~="${CSS.escape(one.id || "-")}"]`)) yield [one, `${roleWord(one)} lies in ${owner(one) || "nothing"}`];
  }
});
rule("aria-required-children", function* () {
  for (const one of cast.filter(isExposed)) {
    const needed = children[roleWord(one)];
    if (!needed || one.ariaBusy === "true" || one.hasAttribute("aria-owns")) continue;
    const held = all("*", one).filter(inner => isExposed(inner) && has(needed, roleWord(inner) || roleOf(inner)));
    if (held.length === 0) yield [one, `${roleWord(one)} holds none of: ${needed}`];
  }
});
rule("aria-hidden-body", function* () { if (document.body?.ariaHidden === "true") yield [document.body, "is hidden from readers"]; });
rule("aria-hidden-focus", function* () {
  for (const one of all("[aria-hidden=true], [aria-hidden=true] *")) if (isFocusable(one)) yield [one, "is hidden from readers and takes the focus"];
});
rule("presentation-role-conflict", function* () {
  for (const one of all("[role=none], [role=presentation]")) if (isFocusable(one) || ariaOf(one).some(([name]) => has(globals, name) && name !== "hidden")) yield [one, "is presentation and more"];
});
rule("aria-allowed-role", function* () {
  const fixed = {
    main: "main", body: "", head: "", html: "", meta: "", title: "", style: "", script: "", time: "time", dd: "", label: "", caption: "",
    details: "", summary: "", legend: "", meter: "meter", progress: "progressbar", textarea: "textbox", nav: "menu menubar navigation none presentation tablist",
    footer: "contentinfo group none presentation", header: "banner group none presentation",
    ul: "group list listbox menu menubar none presentation radiogroup tablist toolbar tree directory", ol: "group list listbox menu menubar none presentation radiogroup tablist toolbar tree",
    h1: "heading none presentation tab", h2: "heading none presentation tab", h3: "heading none presentation tab",
    button: "button checkbox combobox gridcell link menuitem menuitemcheckbox menuitemradio option radio separator slider switch tab treeitem",
    section: "alert alertdialog application banner complementary contentinfo dialog document feed group log main marquee navigation none note presentation region search status tabpanel",
    dialog: "dialog alertdialog", select: "combobox listbox menu",
  };
  for (const one of cast) {
    const allowed = fixed[one.localName];
    if (typeof allowed === "string" && !has(allowed, roleWord(one))) yield [one, `a ${one.localName} cannot be a ${roleWord(one)}`];
  }
});
rule("aria-conditional-attr", function* () {
  for (const one of all("input:is([type=checkbox], [type=radio])[aria-checked]")) yield [one, "says twice whether it is checked"];
});
rule("redundant-role", function* () {
  const own = { main: "main", nav: "navigation", button: "button", table: "table", ul: "list", ol: "list", li: "listitem", aside: "complementary", dialog: "dialog", article: "article" };
  for (const one of cast) if (own[one.localName] === roleWord(one) && !one.matches("ul, ol, table")) yield [one, `says again that it is a ${roleWord(one)}`];
});
return faults;
