extension Check {
    /// Without its script the page still says what it says, and shows no control that would do nothing.
    static let withoutScript = Check(name: "without script", scope: .everyWidth, drives: true) { page in
        let text = "(document.querySelector('main') ?? document.body).innerText.trim().length"
        try page.reopen()
        let whole = try page.value(text, as: Int.self)
        var setting = page.setting
        setting.hasScript = false
        try page.reopen(setting)
        let plain = try page.value(text, as: Int.self)
        var faults = try Script.faults(
            PackageResources.controls_js,
            constants: [
                "id": "'dead-control'", "says": "'does nothing without script'", "spares": "() => false",
            ],
            on: page)
        if plain * 2 < whole {
            faults.append(
                Fault(
                    rule: "script-text", place: "main", text: "\(plain) of \(whole) characters without script"
                ))
        }
        setting.hasScript = true
        try page.reopen(setting)
        return faults
    }

    /// On paper, everything stands open within the width of A4, in ink that shows, and nothing asks to be pressed.
    ///
    /// Browsers print in light, whatever is asked for on the screen.
    static let paper = Check(name: "paper", scope: .once, drives: true) { page in
        var setting = page.setting
        setting.isPrint = true
        // 210 mm less margins of 15 mm, at 96 pixels an inch.
        setting.width = 680
        try page.reopen(setting)
        let faults = try Script.faults(
            PackageResources.controls_js,
            constants: [
                "id": "'paper-control'", "says": "'cannot be pressed on paper'",
                // The head of a column may be a button that looks like any other text.
                "spares": """
                one => {
                  const style = getComputedStyle(one);
                  const isPlain = parseFloat(style.borderTopWidth) === 0 && style.backgroundImage === "none" &&
                    style.backgroundColor === "rgba(0, 0, 0, 0)" && style.boxShadow === "none";
                  return isPlain && one.closest("th") !== null;
                }
                """,
            ], on: page)
        return try faults + Script.faults(PackageResources.paper_js, on: page)
            + Script.faults(PackageResources.layout_js, on: page)
            + Script.faults(PackageResources.colour_js, PackageResources.contrast_js, on: page)
    }
}
