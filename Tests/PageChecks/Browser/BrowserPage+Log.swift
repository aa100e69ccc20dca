import Foundation

extension BrowserPage {
    /// What the page wrote on the console, threw, opened, or was forbidden to do since it was opened.
    var complaints: [String] {
        events.compactMap { event in
            let parameters = event.parameters
            switch event.method {
            case "Runtime.consoleAPICalled":
                let words = parameters["args"].array
                let text = words.map { $0["value"].string ?? $0["description"].string ?? "…" }
                return "console.\(parameters["type"].string ?? "log"): \(text.joined(separator: " "))"
            case "Runtime.exceptionThrown":
                let details = parameters["exceptionDetails"]
                return
                    "exception: \(details["exception"]["description"].string ?? details["text"].string ?? "")"
            case "Log.entryAdded":
                let entry = parameters["entry"]
                return
                    "\(entry["level"].string ?? "") of \(entry["source"].string ?? ""): \(entry["text"].string ?? "")"
            case "Audits.issueAdded":
                let issue = parameters["issue"]
                guard issue["code"] == "ContentSecurityPolicyIssue" else { return nil }
                let details = issue["details"]["contentSecurityPolicyIssueDetails"]
                return "content security policy: \(details["violatedDirective"].string ?? "")"
            case "Page.javascriptDialogOpening": return "dialog: \(parameters["message"].string ?? "")"
            case "Page.windowOpen": return "window: \(parameters["url"].string ?? "")"
            default: return nil
            }
        }
    }

    /// The addresses that the page asked for, itself among them.
    var requests: [String] {
        events.compactMap {
            $0.method == "Network.requestWillBeSent" ? $0.parameters["request"]["url"].string : nil
        }
    }
}
