import Foundation
import InauroBilling

/// A mail with a screen as text and as a table of HTML, and a tenant's page as an attachment, to be handed to the host's mail system.
struct ReportMail {
    let subject: String
    let screen: any BillingScreen
    let page: TenantPage
    /// A picture that the host made, as PNG, with what it shows in words; nil for none.
    var picture: (png: Data, alternative: String)?

    /// The message from `Subject` on, by RFC 5322 and 2045 to 2049; sender, recipient, date and id are the host's.
    func message() -> String {
        let text = part("text/plain; charset=utf-8", Data(screen.text().utf8))
        let html = part("text/html; charset=utf-8", Data(body.utf8))
        let image = picture.map { picture in
            part(
                "image/png", picture.png, ["Content-ID: <picture>", "Content-Disposition: inline"])
        }
        let shown = image.map { multipart("related", [html, $0]) } ?? html
        let attachment = part(
            "text/html; charset=utf-8; name=\"consumption.html\"", Data(page.html().utf8),
            ["Content-Disposition: attachment; filename=\"consumption.html\""])
        return [
            "Subject: \(Self.words(of: subject))", "MIME-Version: 1.0",
            multipart("mixed", [multipart("alternative", [text, shown]), attachment]),
        ].joined(separator: "\r\n")
    }

    /// The screen in a document of its own: mail programs know tables and simple rules, but neither SVG nor scripts.
    private var body: String {
        let style =
            "body{font-family:sans-serif}th,td{padding:2px 8px;text-align:left}.number{text-align:right}"
        let image =
            picture == nil ? "" : "<p><img src=\"cid:picture\" width=\"600\" alt=\"\(alternative)\"></p>"
        return "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><style>\(style)</style></head>"
            + "<body>\(image)\(screen.html())</body></html>"
    }

    private var alternative: String {
        (picture?.alternative ?? "").replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
            .replacing("<", with: "&lt;")
    }

    private func part(_ type: String, _ content: Data, _ headers: [String] = []) -> String {
        (["Content-Type: \(type)", "Content-Transfer-Encoding: base64"] + headers + [
            "", content.base64EncodedString(options: [.lineLength76Characters]),
        ]).joined(separator: "\r\n")
    }

    /// No line of base64 can look like the boundary, which has an underscore.
    private func multipart(_ kind: String, _ parts: [String]) -> String {
        let boundary = "=_\(kind)"
        return "Content-Type: multipart/\(kind); boundary=\"\(boundary)\"\r\n\r\n"
            + parts.map { "--\(boundary)\r\n\($0)\r\n" }.joined() + "--\(boundary)--\r\n"
    }

    /// A text of any language as encoded words of at most 75 characters (RFC 2047), so that no name can add a header.
    private static func words(of text: String) -> String {
        var words = [""]
        for character in text.unicodeScalars {
            if words[words.count - 1].utf8.count + String(character).utf8.count > 39 { words.append("") }
            words[words.count - 1].unicodeScalars.append(character)
        }
        return words.map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }
}
