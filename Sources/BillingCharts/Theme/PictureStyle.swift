/// The style of pictures: of those in a page, and with the colours of those that stand alone.
enum PictureStyle {
    /// Rules for what is inside a picture, with the class `ib` on its root.
    static let rules: String = {
        let lines = (1...GraphLayout.most).map { ".s\($0){color:var(--ib-\($0))}" }
        return
            ([
                ".ib{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;font-size:12px;"
                    + "font-variant-numeric:tabular-nums}",
                ".ib text{fill:var(--ib-muted)}",
                ".ib .h{fill:var(--ib-text);font-size:15px;font-weight:600}",
                ".ib tspan{unicode-bidi:plaintext}", ".ib .j{font-weight:600}",
                ".ib .u,.ib .k{fill:var(--ib-text)}", ".ib .u{font-weight:600}",
                ".ib .g{stroke:var(--ib-rule);fill:none}", ".ib .x{stroke:var(--ib-muted);fill:none}",
                ".ib .l{stroke:currentColor;fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}",
                ".ib .z{fill:none;stroke:var(--ib-text)}",
                ".ib .f{stroke-dasharray:6 4;stroke-width:1.5}", ".ib .n{stroke-dasharray:1.5 3.5}",
                ".ib .c{stroke-dasharray:7 4;stroke-width:1.75}",
                ".ib .l.c{stroke:color-mix(in srgb,currentColor 55%,var(--ib-text))}",
                ".ib .ea{stroke-width:1;stroke:color-mix(in srgb,currentColor 60%,var(--ib-muted))}",
                ".ib .lm{stroke-width:1.5;stroke-dasharray:10 3 2 3}",
                ".ib .sp{fill:var(--ib-muted);fill-opacity:.12}",
                ".ib .b{fill:currentColor;stroke:none;fill-opacity:.1}", ".ib .w{fill-opacity:.07}",
                ".ib .p{stroke:currentColor;stroke-width:8;stroke-linecap:round;opacity:0}",
                ".ib .d{stroke-width:5;opacity:1}",
                ".ib .p:hover{opacity:1}",
                ".ib .o{fill:var(--ib-surface);stroke:currentColor;stroke-width:1.75}",
                ".ib .q{stroke-dasharray:2 2}",
                ".ib .o.q{stroke:color-mix(in srgb,currentColor 55%,var(--ib-text))}",
                ".ib .e{fill:var(--ib-surface);stroke:var(--ib-bad);stroke-width:2}",
                ".ib .a{stroke:var(--ib-muted);stroke-dasharray:2 3;fill:none}",
                ".ib .m{fill:var(--ib-muted)}",
                ".ib .r{fill:var(--ib-surface);font-size:10px;font-weight:600}",
                ".ib .y{fill:currentColor}", ".s0{color:var(--ib-muted)}", ".ib .v{fill-opacity:.5}",
                ".ib .zd{stroke-dasharray:3 2}",
                ".ib .zo{fill:var(--ib-surface);stroke:currentColor}",
                ".ib .zw{fill:none;stroke:var(--ib-text);stroke-width:1.5}",
                ".ib .zf{fill:var(--ib-text);stroke:var(--ib-panel);paint-order:stroke}",
                ".ib .zs{fill:none;stroke:var(--ib-panel);stroke-width:4}",
                ".ib .zk{fill:var(--ib-surface);stroke:var(--ib-rule)}",
                ".ib .zb{stroke:currentColor;stroke-dasharray:3 2}",
                ".ib .zl{fill:none;stroke:var(--ib-text);stroke-width:2}", ".ib .zlb{stroke:var(--ib-bad)}",
                ".ib .zx{fill:none;stroke:var(--ib-bad);stroke-width:2.5;pointer-events:all}",
                ".ib .zr{fill:var(--ib-bad)}",
                ".ib .zt{fill:none;pointer-events:all}",
                ".ib .t{fill:none;stroke:var(--ib-surface);pointer-events:none}",
                ".ib .i{stroke:var(--ib-accent);fill:none;stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}",
                ".ib .id{fill:var(--ib-accent)}", ".ib .io{fill:var(--ib-surface)}",
            ] + lines).joined()
    }()

    /// What a picture that stands alone brings along.
    ///
    /// Programs that know no custom properties, as most of those that are no browsers, take the light colour that stands before each.
    static let standalone =
        ChartTheme.properties(of: ".ib")
        + ChartTheme.names(ChartTheme.light).reduce(".ib{background:var(--ib-surface)}" + rules) {
            rules, colour in
            ["background", "color", "fill", "stroke"].reduce(rules) { rules, property in
                let declaration = "\(property):var(--ib-\(colour.name))"
                return rules.replacing(declaration, with: "\(property):\(colour.value);\(declaration)")
            }
        }
}
