import AuditModel

/// Where on the page each rule is described: an anchor that stays the same from report to report, so that it can be sent on.
struct RuleAnchors {
    private let anchors: [String: String]

    /// Gives each rule an anchor of its own.
    init(of results: [RuleResult]) {
        var anchors: [String: String] = [:]
        var taken: Set<String> = []
        for result in results where anchors[result.id] == nil {
            let name = String(result.id.unicodeScalars.map { Self.isPlain($0) ? Character($0) : "-" })
            var anchor = "rule-\(name)"
            var number = 1
            while !taken.insert(anchor).inserted {
                number += 1
                anchor = "rule-\(name)-\(number)"
            }
            anchors[result.id] = anchor
        }
        self.anchors = anchors
    }

    /// The anchor of a rule; `nil` for one that is not in the report.
    func anchor(of id: String) -> String? { anchors[id] }

    /// The title of a rule as a link to its description.
    func link(to result: RuleResult) -> HTML { link(to: result.id, saying: result.title) }

    /// A text as a link to the description of a rule, if there is one.
    func link(to id: String, saying text: String) -> HTML {
        guard let anchor = anchors[id] else { return "\(text)" }
        return "<a href=\"#\(anchor)\">\(text)</a>"
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "." || scalar == "_")
    }
}
