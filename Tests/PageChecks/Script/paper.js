// What lies folded on the screen is open on paper.
rule("paper-details", function* () {
  for (const one of all("details")) {
    const inner = all(":scope > :not(summary)", one);
    if (isShown(one) && inner.length && !inner.some(isShown)) yield [one, "is folded on paper"];
  }
});
rule("paper-scroll", function* () {
  for (const one of all("body *")) {
    const style = getComputedStyle(one);
    if (isShown(one) && /auto|scroll|hidden/.test(style.overflowX) && one.scrollWidth > one.clientWidth + 1 && !isForReadersAlone(one)) yield [one, `is ${one.scrollWidth} px wide, of which ${one.clientWidth} are printed`];
  }
});
rule("paper-fixed", function* () {
  for (const one of all("body *")) if (/fixed|sticky/.test(getComputedStyle(one).position) && isShown(one) && !one.matches("th, td, thead, tr")) yield [one, "lies over each sheet"];
});
return faults;
