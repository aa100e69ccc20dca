/// The scripts of pages, which read and print just as well without them.
enum PageScript {
    /// Moves in the graph as `GraphNavigator` does, reads values as `hover(at:)` does, and draws as `GraphDrawing` does.
    static let graph: String = {
        let parts = [
            PackageResources.text_js, PackageResources.columns_js, PackageResources.navigator_js,
            PackageResources.reading_js, PackageResources.scales_js, PackageResources.drawing_js,
            PackageResources.view_js, PackageResources.cursor_js, PackageResources.handles_js,
            PackageResources.controls_js,
        ]
        // In a block, so that no name of a part is one of the page.
        return "'use strict';\n{\n"
            + parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n") + "}\n"
    }()

    /// Sorts tables by their columns, and finds rows by name.
    static let sorting = String(decoding: PackageResources.sort_js, as: UTF8.self)
}
