import AuditModel

/// All rules as one table that can be searched, filtered and sorted.
struct RulesSection {
    /// The report.
    let report: AuditReport
    /// Where rules are described.
    let anchors: RuleAnchors

    /// Rows that are shown before somebody asks for more, as the script has it too.
    static let firstPage = 200

    /// The section.
    var html: HTML {
        guard !report.results.isEmpty else {
            return
                """
                <section aria-labelledby="rules"><h2 id="rules">All rules</h2>
                <p>The rule files declare no rules.</p></section>
                """
        }
        let heads = [
            ("Result", "state"), ("Rule", ""), ("Severity", "who"), ("Owner", "who"), ("Looked at", "much n wide"),
            ("Break the rule", "much n"), ("Share", "much n wide"),
        ]
        let cells = heads.map { title, style -> HTML in
            "<th scope=\"col\" class=\"\(style)\"><button type=\"button\">\(title)</button></th>"
        }
        return """
            <section aria-labelledby="rules">
            <h2 id="rules">All rules</h2>
            \(filters)
            <p class="note"><span id="found" role="status">\(Wording.count(report.results.count, "rule"))</span></p>
            <table id="rule-table">
            <caption>All rules with their results; the heads sort the table</caption>
            <thead><tr>\(cells)</tr></thead>
            <tbody>
            \(report.results.enumerated().map { row($0.element, number: $0.offset) })
            </tbody></table>
            <p><button type="button" id="more" hidden>Show more rules</button></p>
            </section>
            """
    }

    private var filters: HTML {
        func options(_ value: (RuleResult) -> String?) -> [String] { Set(report.results.compactMap(value)).sorted() }
        func plain(_ values: [String]) -> [(String, String)] { values.map { ($0, $0) } }
        let statuses = Status.allCases.filter { status in report.results.contains { $0.status == status } }
        let severities = Severity.allCases.reversed().filter { severity in
            report.results.contains { $0.severity == severity }
        }
        let dimensions = Dimension.allCases.filter { dimension in report.results.contains { $0.dimension == dimension }
        }
        return """
            <form class="filters needs-script" role="search" aria-label="Rules">
            <div><label for="search">Search</label><input id="search" type="search" autocomplete="off"></div>
            \(choice("status", "Result", statuses.map { ($0.rawValue, $0.word) }))
            \(choice("severity", "Severity", severities.map { ($0.rawValue, $0.word) }))
            \(choice("dimension", "Dimension", plain(dimensions.map(\.rawValue))))
            \(choice("owner", "Owner", plain(options(\.owner))))
            \(choice("policy", "Policy", plain(options(\.policy))))
            <div><button type="button" id="reset">Show all</button></div>
            </form>
            """
    }

    private func choice(_ key: String, _ label: String, _ options: [(value: String, word: String)]) -> HTML {
        let list = options.map { "<option value=\"\($0.value)\">\($0.word)</option>" as HTML }
        return """
            <div><label for="filter-\(key)">\(label)</label><select id="filter-\(key)"><option value="">any</option>
            \(list)
            </select></div>
            """
    }

    private func row(_ result: RuleResult, number: Int) -> HTML {
        let isBeyond = number >= Self.firstPage
        let severity = Severity.allCases.firstIndex(of: result.severity) ?? 0
        let population = result.population.map { Phrases.count($0, unit: result.unit) } ?? ""
        let violations = result.violations.map { Wording.count($0) } ?? ""
        return """
            <tr\(isBeyond ? " class=\"beyond\"" as HTML : .none) data-status="\(result.status.rawValue)" \
            data-severity="\(result.severity.rawValue)" data-dimension="\(result.dimension.rawValue)" \
            data-owner="\(result.owner ?? "")" data-policy="\(result.policy ?? "")">\
            <td data-sort="\(result.status.rank)">\(HTML.badge(result.status, result.outcome))</td>\
            <th scope="row">\(anchors.link(to: result))<span class="id">\(result.id)</span></th>\
            <td class="who" data-sort="\(severity)">\(result.severity.word)</td><td class="who">\(result.owner ?? "")</td>\
            <td class="n wide" data-sort="\(result.population ?? -1)">\(population)</td>\
            <td class="n" data-sort="\(result.violations ?? -1)">\(violations)</td>\
            <td class="n wide" data-sort="\(result.percent ?? "-1")">\(result.share ?? "")</td></tr>
            """
    }
}
