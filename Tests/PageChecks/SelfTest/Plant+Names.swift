extension Plant {
    /// Faults of names, of controls and pictures.
    static let names: [Plant] = [
        Plant("button-name", adding: "<button type=\"button\"></button>"),
        Plant("input-button-name", adding: "<input type=\"button\"/>"),
        Plant("input-image-alt", adding: "<input type=\"image\"/>"),
        Plant("aria-command-name", adding: "<div role=\"button\" tabindex=\"0\"></div>"),
        Plant("link-name", adding: "<a href=\"#usage\"></a>"),
        Plant("select-name", adding: "<select><option>One</option></select>"),
        Plant("label", "<label for=\"filter\">Filter</label>", "Filter"),
        Plant(
            "aria-input-field-name", adding: "<div role=\"slider\" tabindex=\"0\" aria-valuenow=\"1\"></div>"),
        Plant(
            "aria-toggle-field-name",
            adding: "<div role=\"switch\" tabindex=\"0\" aria-checked=\"true\"></div>"),
        Plant("aria-meter-name", "<meter aria-label=\"Used of the budget\"", "<meter"),
        Plant("aria-progressbar-name", adding: "<progress value=\"1\" max=\"2\"></progress>"),
        Plant("aria-dialog-name", adding: "<div role=\"dialog\">Text</div>"),
        Plant("aria-tooltip-name", adding: "<div role=\"tooltip\"></div>"),
        Plant("aria-treeitem-name", adding: "<div role=\"tree\"><div role=\"treeitem\"></div></div>"),
        Plant("summary-name", "<summary>As a table</summary>", "<summary></summary>"),
        Plant("role-img-alt", adding: "<div role=\"img\">*</div>"),
        Plant("frame-title", adding: "<iframe></iframe>"),
        Plant("object-alt", adding: "<object></object>"),
        Plant("group-name", adding: "<div role=\"group\">Text</div>"),
        Plant("region-name", adding: "<div role=\"region\">Text</div>"),
        Plant(
            "image-alt",
            adding:
                "<img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=\" width=\"9\" height=\"9\"/>"
        ),
        Plant("svg-img-alt", " aria-labelledby=\"picture-title\"", " aria-label=\" \"")
            .removing("<title id=\"picture-title\">A line that rises</title>"),
        Plant("svg-img-alt", "<svg role=\"img\"", "<svg"),
        Plant("label-title-only", adding: "<input title=\"Only here\"/>"),
        Plant("form-field-multiple-labels", "<label for", "<label for=\"filter\">Sieve</label><label for"),
        Plant("label-content-name-mismatch", "id=\"press\"", "id=\"press\" aria-label=\"Unfold\""),
    ]

    /// Faults of roles and of attributes of ARIA.
    static let aria: [Plant] = [
        Plant("aria-roles", adding: "<div role=\"chart\">Text</div>"),
        Plant("aria-deprecated-role", adding: "<ul role=\"directory\"><li>Text</li></ul>"),
        Plant("aria-valid-attr", adding: "<p aria-title=\"Text\">Text</p>"),
        Plant("aria-valid-attr-value", adding: "<button type=\"button\" aria-expanded=\"yes\">Text</button>"),
        Plant("aria-valid-attr-value", adding: "<p aria-describedby=\"nowhere\">Text</p>"),
        Plant("aria-allowed-attr", adding: "<p aria-checked=\"true\">Text</p>"),
        Plant("aria-prohibited-attr", adding: "<div aria-label=\"Name\">Text</div>"),
        Plant("aria-required-attr", adding: "<div role=\"checkbox\" tabindex=\"0\">Text</div>"),
        Plant("aria-required-parent", adding: "<div role=\"listitem\">Text</div>"),
        Plant("aria-required-children", adding: "<div role=\"list\"><p>Text</p></div>"),
        Plant("aria-hidden-body", "<body>", "<body aria-hidden=\"true\">"),
        Plant("aria-hidden-focus", "<header>", "<header aria-hidden=\"true\"><a href=\"#usage\">Usage</a>"),
        Plant("presentation-role-conflict", adding: "<button type=\"button\" role=\"none\">Text</button>"),
        Plant("aria-allowed-role", adding: "<label role=\"button\">Text</label>"),
        Plant(
            "aria-conditional-attr",
            adding: "<label><input type=\"checkbox\" aria-checked=\"false\"/> Text</label>"),
        Plant("redundant-role", "<main id", "<main role=\"main\" id"),
    ]
}
