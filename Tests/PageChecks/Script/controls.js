// Controls that need a script, or a screen. `says` is what is wrong with them here, `spares` which of them are none.
rule(id, function* () {
  for (const one of all("button, input:not([type=hidden]), select, textarea, [role=button], [role=slider], [role=switch], [role=tab], [role=checkbox], [role=menuitem], [role=combobox]")) {
    if (isShown(one) && !isForReadersAlone(one) && !spares(one)) yield [one, says];
  }
});
return faults;
