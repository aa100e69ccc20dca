// What is pressed is large enough for a finger (WCAG 2.2, 2.5.8).
rule("target-size", function* () {
  for (const one of all("a[href], button, summary, select, input:not([type=hidden]), textarea, [role=button], [role=link], [role=tab], [role=switch], [role=checkbox], [role=slider]")) {
    if (!isShown(one) || !isFocusable(one) || isForReadersAlone(one) || isInSentence(one)) continue;
    const box = one.getBoundingClientRect();
    const labels = [...(one.labels ?? [])].filter(isShown).map(label => label.getBoundingClientRect());
    const across = Math.max(box.width, ...labels.map(label => label.width));
    const down = Math.max(box.height, ...labels.map(label => label.height));
    if (across < 23.5 || down < 23.5) yield [one, `is ${Math.round(across)} × ${Math.round(down)} px`];
  }
});
return faults;
