/// The style sheet of pages, with the colours that pictures have.
enum PageStyle {
    static let text =
        ChartTheme.properties(of: ":root") + PictureStyle.rules
        + [PackageResources.page_css, PackageResources.explorer_css]
        .map { String(decoding: $0, as: UTF8.self) }.joined()
}
