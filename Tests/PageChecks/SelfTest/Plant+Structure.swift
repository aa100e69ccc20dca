extension Plant {
    /// Faults of the document and its tables.
    static let structure: [Plant] = [
        Plant("document-title", "<title>Usage of Example Works</title>", ""),
        Plant("html-has-lang", "<html lang=\"en\">", "<html>"),
        Plant("html-lang-valid", "<html lang=\"en\">", "<html lang=\"zz-nowhere\">"),
        Plant("valid-lang", adding: "<p lang=\"xyzzy1\">Text</p>"),
        Plant("meta-viewport", "initial-scale=1", "initial-scale=1, user-scalable=no"),
        Plant("meta-viewport", "<meta name=\"viewport\"", "<meta name=\"other\""),
        Plant(
            "meta-refresh", "<meta charset", "<meta http-equiv=\"refresh\" content=\"9999\"/><meta charset"),
        Plant("marquee", adding: "<marquee>Text</marquee>"),
        Plant("landmark-one-main", "<main id=\"content\">", "<div id=\"content\">"),
        Plant("landmark-no-duplicate-main", "<footer>", "<main><p>More</p></main><footer>"),
        Plant("landmark-no-duplicate-banner", "<footer>", "<header><p>More</p></header><footer>"),
        Plant("landmark-no-duplicate-contentinfo", "<footer>", "<footer><p>More</p></footer><footer>"),
        Plant("landmark-main-is-top-level", "<h1>", "<div role=\"main\"><p>More</p></div><h1>"),
        Plant("landmark-banner-is-top-level", "<h1>", "<div role=\"banner\"><p>More</p></div><h1>"),
        Plant("landmark-contentinfo-is-top-level", "<h1>", "<div role=\"contentinfo\"><p>More</p></div><h1>"),
        Plant(
            "landmark-complementary-is-top-level", "<p>What", "<aside aria-label=\"Hint\">Text</aside><p>What"
        ),
        Plant("landmark-unique", "<footer>", "<nav aria-label=\"Sections\"><p>More</p></nav><footer>"),
        Plant("region", "<footer>", "<p>Text outside</p><footer>"),
        Plant("bypass", "<a class=\"skip\" href=\"#content\">To the content</a>", ""),
        Plant("skip-link", "<main id=\"content\">", "<main>"),
        Plant("page-has-heading-one", "<h1>Usage</h1>", "<p>Usage</p>"),
        Plant("page-has-heading-one", adding: "<h1>Another</h1>"),
        Plant("heading-order", adding: "<h4>Deep</h4>"),
        Plant("empty-heading", adding: "<h2></h2>"),
        Plant("duplicate-id", adding: "<p id=\"usage\">Text</p>"),
        Plant("tabindex", adding: "<button tabindex=\"2\">Text</button>"),
        Plant("accesskeys", adding: "<button accesskey=\"k\">A</button><button accesskey=\"k\">B</button>"),
        Plant("list", "<ul><li>", "<ul><p>Text</p><li>"),
        Plant("listitem", adding: "<div><li>Text</li></div>"),
        Plant("definition-list", "<dl><dt>", "<dl><p>Text</p><dt>"),
        Plant("dlitem", adding: "<dt>Text</dt>"),
        Plant("nested-interactive", adding: "<div role=\"button\">Text <a href=\"#usage\">link</a></div>"),

        Plant("table-name", "<caption>Costs by action</caption>", ""),
        Plant("table-duplicate-name", "<table>", "<table aria-label=\"Costs by action\">"),
        Plant("scope-attr-valid", "<th scope=\"row\">", "<th scope=\"line\">"),
        Plant("th-scope", "<th scope=\"row\">", "<th>"),
        Plant("empty-table-header", ">Number</th>", "></th>"),
        Plant("th-has-data-cells", "<td>12</td><td>3.40</td>", ""),
        Plant(
            "td-has-header",
            adding:
                "<table aria-label=\"Bare\"><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>"
        ),
        Plant("td-headers-attr", "<td>12</td>", "<td headers=\"usage\">12</td>"),
        Plant("table-columns", "<td>12</td>", ""),
    ]
}
