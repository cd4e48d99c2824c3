import AuditModel

extension Fixture {
    /// Texts that would break a table, run script, steer a terminal or deceive a reader.
    static let payloads = [
        "a | b || c \\| d \\\\| e",
        "<script>alert(1)</script><img src=x onerror=alert(2)>",
        "`one` ``two`` ```\nthree\n``` <b>four</b>",
        "line one\nline two\r\nline three\u{2028}line four\n\n# not a heading\n\n- not a list",
        "*bold* _slanted_ **strong** ~~struck~~ ^up^ $x^2$ @someone {#id .class}",
        "[link](javascript:alert(3)) ![image](x.png) [^1] [ref]: http://example.org &lt;b&gt; &amp;",
        "right \u{202E}tfel\u{202C} and \u{2067}isolated\u{2069} and \u{200B}nothing",
        "nul \u{0} escape \u{1B}[31m bell \u{7} delete \u{7F} byte-order \u{FEFF}",
        "- a list item",
        "1. a numbered item",
        "(a) a lettered item",
        "# a heading",
        "> a quotation",
        "| a | row |",
        "    four spaces",
        "~~~~ a fence",
        "=====",
        "-----",
        ": a definition",
        "\\begin{document} \\",
        "|\u{301} <\u{338}script> `\u{301}",
        "{{name}} {{{verdict}}} {{#issues}}",
        "日本語の曲 🎵 naïve “quoted” Ünïcödé",
        String(repeating: "very long ", count: 40),
    ]

    /// Each payload in each place of the report that takes text, with rules in error, waived and no longer waived.
    static let hostile = Fixture(
        name: "hostile",
        audit: "audit | <script>alert(0)</script>",
        results: payloads.enumerated().map { result(of: $0.element, number: $0.offset) },
        policies: payloads.enumerated().map { number, text in
            Policy(
                id: "P-\(number) \(text)",
                title: text,
                statement: text,
                owner: text,
                target: text,
                review: text,
                location: Location(file: text, line: 1, column: 1)
            )
        },
        questions: payloads.map { text in
            QuestionStanding(
                id: text,
                question: text,
                answer: text,
                because: text,
                remedy: text,
                rules: ["hostile.0", text],
                owner: text
            )
        },
        issues: payloads.enumerated().map { number, text in
            GovernanceIssue(
                id: "I-\(number + 1)",
                title: text,
                policy: "P-\(number) \(text)",
                rules: ["hostile.\(number)", "hostile.unknown"],
                severity: .critical,
                status: .fail,
                cause: text,
                rows: nil,
                owner: text
            )
        },
        loads: payloads.enumerated().map { number, text in
            LoadReconciliation(
                source: text,
                files: 1,
                records: 10 + number % 3,
                loaded: 8,
                filtered: 2,
                rejected: 1,
                filteredReasons: [ReasonCount(reason: text, records: 2)],
                rejectedReasons: [ReasonCount(reason: text, records: 1)]
            )
        },
        tables: payloads.map { text in
            TableProfile(
                dataset: text,
                rows: 1,
                columns: [ColumnProfile(name: text, type: text, nulls: 1, minimum: text, maximum: text)]
            )
        },
        suggestions: payloads.map { ConstraintSuggestion(rule: $0, dataset: $0, statement: $0) },
        unchecked: payloads.enumerated().map { number, text in
            UncheckedData(
                dataset: "public.\(text)",
                wholeTable: number % 2 == 0,
                columns: [text, "plain"],
                foreignKeys: [text]
            )
        },
        history: RunHistory(
            keptIn: "files",
            runs: 2,
            previous: PastRun(id: payloads[1], at: payloads[1], gate: .fail),
            rules: payloads.enumerated().map { number, text in
                RuleTrend(
                    rule: "hostile.\(number)",
                    points: [
                        TrendPoint(at: text, status: .fail, violations: -1, population: 0, value: text),
                        TrendPoint(at: text, status: .error, violations: nil, population: nil),
                    ],
                    firstSeen: text,
                    ageDays: -3
                )
            }
        ),
        changes: RunChanges(
            since: PastRun(id: payloads[1], at: payloads[1], gate: .fail),
            rules: payloads.map { text in
                RuleChange(
                    rule: text,
                    title: text,
                    change: .worse,
                    before: ChangeFigures(status: .pass, violations: 0, population: 1),
                    after: nil,
                    violations: ViolationChange(new: 1, fixed: 2, persisting: 3),
                    notes: [text]
                )
            },
            notes: payloads
        )
    )

    private static func result(of text: String, number: Int) -> RuleResult {
        let statuses = Status.allCases
        let status = statuses[number % statuses.count]
        var result = RuleResult.measured(
            "hostile.\(number)",
            kind: text,
            text,
            Dimension.allCases[number % Dimension.allCases.count],
            Severity.allCases[number % Severity.allCases.count],
            status,
            of: 1_000 + number,
            broken: number,
            message: text
        )
        if !status.isEvaluated {
            result.population = nil
            result.violations = nil
            result.percent = nil
        }
        result.description = text
        result.dataset = text
        result.columns = [text, text]
        result.owner = text
        result.policy = "P-\(number) \(text)"
        result.tags = [text]
        result.unit = number.isMultiple(of: 5) ? text : "rows"
        result.nullHandling = text
        result.condition = ConditionTexts(warnIf: text, failIf: text)
        result.facts = [Fact(text, text)]
        result.waiver = Waiver(reason: text, approvedBy: text, ticket: text, expires: text, upTo: text)
        result.proof = number.isMultiple(of: 7) ? text : nil
        result.segments = SegmentVerdicts(
            columns: [text],
            total: 3,
            notJudged: 1,
            fail: 1,
            warn: 0,
            shown: [
                SegmentResult(values: [text], population: 10, violations: 9, status: .fail),
                SegmentResult(values: [nil], population: 2, violations: 0, status: .pass),
            ]
        )
        result.remediation = text
        result.impact = text
        result.query = "SELECT '\(text)'\n```\n````\n"
        result.links = ["https://example.org/\(text)", text]
        result.location = Location(file: text, line: 1, column: 1)
        HostileDiagnosis.fill(&result, with: text)
        result.samples = Samples(
            columns: ["key", text],
            rows: [["1", text], [nil, nil], ["", " \(text) "], ["short"], [text, text, text]],
            total: 5,
            order: text,
            redacted: [text]
        )
        return result
    }
}
