/// A page and a picture without any fault, which the faulty ones differ from in one place.
enum SoundPage {
    static let html = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>Usage of Example Works</title>
        <style>
        :root { color-scheme: light dark; --text: #222; --surface: #fff; --accent: #0550ae; }
        @media (prefers-color-scheme: dark) { :root { --text: #ddd; --surface: #16181c; --accent: #79b8ff; } }
        body { margin: 0; font: 16px/1.6 sans-serif; color: var(--text); background: var(--surface); }
        header, main, footer, nav { padding: 8px 16px; }
        a { color: var(--accent); } nav a { display: inline-block; padding: 4px 0; margin-right: 16px; }
        .skip { position: absolute; top: -80px; } .skip:focus { top: 0; }
        .secret { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        button, input, summary { font: inherit; min-height: 32px; min-width: 32px; }
        svg { display: block; max-width: 320px; } svg text { font-size: 14px; fill: var(--text); }
        .mark { fill: none; stroke: var(--accent); stroke-width: 2; } .panel { fill: #88888822; }
        .scroll { overflow-x: auto; } td, th { padding: 4px 12px; white-space: nowrap; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
        .live { display: none; } .on .live { display: block; }
        @media print { .live, .on .live { display: none; } .scroll { overflow: visible; } .scroll td { white-space: normal; }
          details::details-content { content-visibility: visible; height: auto; } }
        </style>
        </head>
        <body>
        <a class="skip" href="#content">To the content</a>
        <header><p>Example Works</p></header>
        <nav aria-label="Sections"><a href="#usage">Usage</a><a href="#costs">Costs</a></nav>
        <main id="content">
        <h1>Usage</h1>
        <section id="usage" aria-labelledby="usage-title">
        <h2 id="usage-title">This month</h2>
        <p>What it costs stands <a href="#costs">further below</a> in a table of its own.</p>
        <svg role="img" aria-labelledby="picture-title" viewBox="0 0 320 100"><title id="picture-title">A line that rises</title>
        <rect class="panel" x="0" y="0" width="320" height="100"/><polyline class="mark" points="0,90 160,60 320,20"/>
        <text x="4" y="20">40 kWh</text></svg>
        <meter aria-label="Used of the budget" value="40" min="0" max="100">40 of 100</meter>
        <details><summary>As a table</summary><p>40 kWh in all</p></details>
        <div class="live"><button type="button" id="press">Show more</button>
        <label for="filter">Filter</label> <input id="filter" type="text"/>
        <label for="day">Day</label> <input id="day" type="date"/></div>
        <ul><li>One thing</li><li>Another thing</li></ul>
        <dl><dt>Zone</dt><dd>Europe/Berlin</dd></dl>
        </section>
        <section id="costs" aria-labelledby="costs-title">
        <h2 id="costs-title">Costs</h2>
        <div class="scroll" role="region" aria-label="Costs by action" tabindex="0">
        <table><caption>Costs by action</caption>
        <thead><tr><th scope="col">Action</th><th scope="col">Number</th><th scope="col">Charge in euros of the month that runs</th></tr></thead>
        <tbody><tr><th scope="row">Readings</th><td>12</td><td>3.40</td></tr></tbody></table>
        </div>
        </section>
        </main>
        <footer><p>Europe/Berlin, 2025a</p></footer>
        <script>
        document.documentElement.classList.add("on");
        document.getElementById("press").addEventListener("click", event => { event.target.textContent = "Shown"; });
        </script>
        <script type="application/json" id="data">{"points": [1, 2]}</script>
        </body>
        </html>
        """

    static let svg = """
        <svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 320 100" width="320" height="100" aria-labelledby="t d">
        <title id="t">Usage</title><desc id="d">A line that rises</desc>
        <style>
        svg { color-scheme: light dark; --text: #222; --surface: #fff; --accent: #0550ae; }
        @media (prefers-color-scheme: dark) { svg { --text: #ddd; --surface: #16181c; --accent: #79b8ff; } }
        text { font: 14px sans-serif; fill: var(--text); } .surface { fill: var(--surface); }
        .mark { fill: none; stroke: var(--accent); stroke-width: 2; }
        </style>
        <rect class="surface" width="320" height="100"/>
        <polyline class="mark" points="0,90 160,60 320,20"/>
        <text x="4" y="20">40 kWh</text>
        </svg>
        """
}
