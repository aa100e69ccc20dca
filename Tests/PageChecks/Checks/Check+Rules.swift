import Foundation

extension Check {
    /// Language, title, landmarks, headings, identifiers, lists.
    static let structure = Check(name: "structure", scope: .everyWidth) { page in
        try Script.faults(PackageResources.structure_js, on: page)
    }

    /// Names of tables and what their headers head.
    static let tables = Check(name: "tables", scope: .everyWidth) { page in
        try Script.faults(PackageResources.tables_js, on: page)
    }

    /// Names of controls and pictures.
    static let names = Check(name: "names", scope: .everyWidth) { page in
        try Script.faults(PackageResources.names_js, on: page)
    }

    /// Roles and attributes of ARIA.
    static let aria = Check(name: "aria", kinds: [.page, .picture], scope: .everyWidth) { page in
        try Script.faults(PackageResources.aria_js, on: page)
    }

    /// The page fits the window, and no text is cut off, too small, or beneath another.
    static let layout = Check(name: "layout", kinds: [.page, .picture], scope: .everyWidth) { page in
        try Script.faults(PackageResources.layout_js, on: page)
    }

    /// Text differs enough from what is beneath it.
    static let contrast = Check(name: "contrast", kinds: [.page, .picture]) { page in
        try Script.faults(PackageResources.colour_js, PackageResources.contrast_js, on: page)
    }

    /// Lines and marks that carry figures differ enough from what is beneath them.
    static func marks(_ selector: String) -> Check {
        Check(name: "marks", kinds: [.page, .picture]) { page in
            try Script.faults(
                PackageResources.colour_js, PackageResources.marks_js,
                constants: ["selector": JSON.literal(selector)], on: page)
        }
    }

    /// What is pressed is large enough.
    static let targets = Check(name: "targets", scope: .everyWidth) { page in
        try Script.faults(PackageResources.targets_js, on: page)
    }

    /// Nothing that a host wrote has become code.
    static let hostile = Check(name: "hostile", kinds: [.page, .picture], scope: .once) { page in
        let isPicture = page.url?.pathExtension == "svg"
        return try Script.faults(
            PackageResources.hostile_js, constants: ["scripts": isPicture ? "0" : "1"], on: page)
    }

    /// A picture in a file of its own says what it shows.
    static let picture = Check(name: "picture", kinds: [.picture], scope: .once) { page in
        try Script.faults(PackageResources.picture_js, on: page)
    }
}
