// Nothing that a host wrote has become code. `scripts` says how many scripts the page brings itself.
rule("hostile-hit", function* () {
  if (globalThis.__hit !== undefined) yield [null, "a hostile text ran: window.__hit is set"];
});
rule("hostile-script", function* () {
  // What is no script by its type is data, which nothing runs.
  const isCode = one => !one.type || /(java|ecma)script|module/i.test(one.type);
  for (const one of all("script").filter(isCode).slice(scripts)) yield [one, "is a script too many"];
  for (const one of all("script")) if (one.hasAttribute("src") || one.hasAttribute("href")) yield [one, "is a script from elsewhere"];
});
rule("hostile-element", function* () {
  for (const one of all("iframe, frame, object, embed, applet, base, portal, foreignObject, animate, set, link[rel~=stylesheet], link[rel~=import], meta[http-equiv=refresh i]")) yield [one, "must not be here"];
});
rule("hostile-attribute", function* () {
  for (const one of all("*")) {
    for (const { name, value } of one.attributes) {
      if (/^on/i.test(name) || name === "srcdoc") yield [one, `attribute ${name}`];
      const isLink = /(^|:)(href|src|action|formaction|data|poster|srcset|ping|background)$/i.test(name);
      const address = value.replace(/[\u0000-\u0020]+/g, "");
      if (isLink && /^(javascript|vbscript|data|blob):/i.test(address)) yield [one, `${name} is ${address.slice(0, 30)}`];
      if (isLink && /^(https?:)?\/\//i.test(address) && !one.matches("a, area")) yield [one, `${name} is elsewhere: ${address.slice(0, 60)}`];
    }
  }
});
rule("hostile-style", function* () {
  for (const one of all("style")) if (/@import|url\(\s*["']?(?!#)|expression\(/i.test(one.textContent)) yield [one, "reaches outside"];
  for (const one of all("[style]")) if (/url\(\s*["']?(?!#)/i.test(one.getAttribute("style"))) yield [one, "reaches outside"];
});
return faults;
