extension Plant {
    /// Faults of what the page does: by itself, by keys, without script.
    static let behaviour: [Plant] = [
        Plant("console", script: "console.log('left over');"),
        Plant("console", script: "throw new Error('thrown');"),
        Plant("console", script: "alert('hit');"),
        Plant("console", script: "Promise.reject(new Error('late'));"),
        Plant(
            "console", "<meta charset",
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"/><meta charset"),
        Plant("console", "</svg>", "<script>console.log('drawn')</script></svg>").inPicture(),
        Plant("network", adding: "<img src=\"https://example.com/dot.png\" alt=\"\"/>"),
        Plant("network", adding: "<img src=\"dot.png\" alt=\"\"/>"),

        Plant("hostile-hit", script: "window.__hit = 1;"),
        Plant("hostile-script", adding: "<script>1</script>"),
        Plant("hostile-script", "</svg>", "<script>1</script></svg>").inPicture(),
        Plant("hostile-element", adding: "<iframe title=\"Text\"></iframe>"),
        Plant("hostile-attribute", adding: "<p onclick=\"1\">Text</p>"),
        Plant("hostile-attribute", adding: "<a href=\"java&#9;script:1\">Text</a>"),
        Plant("hostile-attribute", "</svg>", "<use href=\"https://example.com/a.svg#b\"/></svg>").inPicture(),
        Plant("hostile-style", style: "@import 'other.css';"),

        Plant("picture-role", " role=\"img\"", "").inPicture(),
        Plant("picture-title", "<title id=\"t\">Usage</title>", "").inPicture(),
        Plant("picture-desc", "<desc id=\"d\">A line that rises</desc>", "").inPicture(),
        Plant("picture-size", " viewBox=\"0 0 320 100\"", "").inPicture(),
        Plant("picture-id", "<text x", "<text clip-path=\"url(#nowhere)\" x").inPicture(),
        Plant("picture-root", "http://www.w3.org/2000/svg", "urn:other").inPicture(),

        Plant("focus-visible", style: ":focus-visible { outline: none; }"),
        Plant("focus-contrast", style: ":focus-visible { outline-color: #ddd; }"),
        Plant("focus-in-view", style: "dl { position: absolute; left: -900px; }").replacing(
            "<dt>Zone", "<dt tabindex=\"0\">Zone"),
        Plant(
            "focus-not-obscured", style: "footer { position: fixed; inset: 0; opacity: 0; }"),
        Plant(
            "keyboard-trap",
            script: """
                document.getElementById("press").addEventListener("keydown", event => {
                  if (event.key === "Tab") event.preventDefault();
                });
                """),
        Plant(
            "keyboard-reach",
            script: """
                document.getElementById("press").addEventListener("focus", event => event.target.nextElementSibling.nextElementSibling.blur());
                document.getElementById("press").addEventListener("keydown", event => {
                  if (event.key === "Tab") { event.preventDefault(); document.querySelector(".scroll").focus(); }
                });
                """),
        Plant(
            "focus-order",
            script: """
                document.querySelector("summary").addEventListener("keydown", event => {
                  if (event.key === "Tab") { event.preventDefault(); document.querySelector(".scroll").focus(); }
                });
                document.querySelector(".scroll").addEventListener("keydown", event => {
                  if (event.key === "Tab") { event.preventDefault(); document.getElementById("press").focus(); }
                });
                document.getElementById("filter").addEventListener("keydown", event => {
                  if (event.key === "Tab") { document.querySelector(".scroll").remove(); }
                });
                """),
        Plant(
            "key-leaves",
            script: "document.getElementById(\"press\").addEventListener(\"click\", () => location.reload());"
        ),
        Plant(
            "key-loses",
            script:
                "document.getElementById(\"press\").addEventListener(\"click\", event => event.target.remove());"
        ),
        Plant(
            "console",
            script:
                "document.getElementById(\"press\").addEventListener(\"keydown\", event => { nothing(); });"),

        Plant("dead-control", style: ".live { display: block; }"),
        Plant(
            "script-text",
            script: """
                for (let count = 0; count < 40; count++) document.querySelector("main").append("Text by script alone. ");
                """),
    ]
}
