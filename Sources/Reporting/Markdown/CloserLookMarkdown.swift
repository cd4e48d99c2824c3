import AuditModel

/// What a closer look at a rule shows, as finished Markdown.
enum CloserLookMarkdown {
    /// How many missing parents a page for people names.
    private static let longestBacklog = 10

    /// All parts that a result has, each after an empty line; `nil` without any.
    static func text(of result: RuleResult) -> String? {
        let parts = parts(of: result)
        return parts.isEmpty ? nil : parts.joined(separator: "\n\n")
    }

    /// The parts of several results, none said twice.
    ///
    /// - Parameter cause: what is said of the cause already.
    static func texts(of results: [RuleResult], after cause: String?) -> [String] {
        var said: Set<String> = []
        return results.compactMap { result in
            let parts = parts(of: result, after: cause).filter { said.insert($0).inserted }
            return parts.isEmpty ? nil : parts.joined(separator: "\n\n")
        }
    }

    private static func parts(of result: RuleResult, after cause: String? = nil) -> [String] {
        let targets = BacklogTarget.targets(of: result)
        var parts: [String] = result.diagnosis.map { linkage($0, towards: targets, after: cause) } ?? []
        parts += result.entities.map { entities($0, after: cause) } ?? []
        parts += result.timeline.map(timeline) ?? []
        parts += result.activity.map(activity) ?? []
        return parts.filter { !$0.isEmpty }
    }

    private static func linkage(
        _ diagnosis: LinkageDiagnosis,
        towards targets: [BacklogTarget],
        after cause: String?
    ) -> [String] {
        let lead = diagnosis.conclusion == cause ? "" : " " + Markdown.escaped(diagnosis.lead)
        let noun = Markdown.escaped(Phrases.capitalised(diagnosis.noun))
        return [
            "**Why \(Markdown.escaped(diagnosis.noun)) cannot be linked.**\(lead)",
            table(
                ["From all to linked ones", "#\(noun)", "#Share"],
                diagnosis.funnel.map { [$0.title, Wording.count($0.rows), share($0.percent)] }
            ),
            table(
                [
                    "Cause, most \(Markdown.escaped(diagnosis.noun)) first", "#\(noun)", "#Share", "#Different names",
                    "What to know",
                ],
                diagnosis.causesByRows.map { cause in
                    [
                        cause.title, Wording.count(cause.rows), share(cause.percent), Wording.count(cause.keys),
                        Phrases.paragraph([cause.remarks(), cause.remedy ?? ""]),
                    ]
                }
            ),
            table(
                ["If \(Markdown.escaped(diagnosis.noun)) were matched", "#Linked", "#Share", "#More than today"],
                diagnosis.policies.map {
                    [$0.title, Wording.count($0.rows), share($0.percent), Wording.count($0.gain)]
                }
            ),
        ]
            + (diagnosis.backlog.map { backlog($0, towards: targets) } ?? [])
            + [faults(diagnosis), candidates(diagnosis), segments(diagnosis)]
    }

    private static func backlog(_ backlog: Backlog, towards targets: [BacklogTarget]) -> [String] {
        guard backlog.keys > 0 else { return [] }
        let first = backlog.first(longestBacklog)
        let title = "The first \(Wording.count(first.count)) of \(Wording.count(backlog.keys)) missing \(backlog.noun)"
        let rows = first.map { entry in
            let note = entry.note.map { " (\($0))" } ?? ""
            let children = entry.childNoun.map { Phrases.count(entry.children, unit: $0) }
            return [
                entry.key + note, Wording.count(entry.rows), children ?? Wording.count(entry.children),
                share(entry.cumulativePercent),
            ]
        }
        let gain = "#" + Markdown.escaped(Phrases.capitalised(backlog.weightNoun))
        return [
            "**What to extract first.** " + Markdown.escaped(backlog.lead(towards: targets)),
            table([Markdown.escaped(title), gain, "Holds", "#Gained with all before it"], rows),
        ]
    }

    private static func faults(_ diagnosis: LinkageDiagnosis) -> String {
        table(
            [
                "Damage in names", "#" + Markdown.escaped(Phrases.capitalised(diagnosis.noun)), "What a repair brings",
                "Examples",
            ],
            diagnosis.faults.map { fault in
                let examples = fault.examples.prefix(3).map { example in
                    "“\(example.text)”" + (example.repaired.map { ", repaired “\($0)”" } ?? ", no certain repair")
                }
                return [fault.title, Wording.count(fault.rows), fault.gain, examples.joined(separator: "; ")]
            }
        )
    }

    private static func candidates(_ diagnosis: LinkageDiagnosis) -> String {
        table(
            ["Looks like a name of the catalogue, to be confirmed", "In the catalogue", "#Likeness, 0 to 1", "#Rows"],
            diagnosis.candidates.prefix(10).map { [$0.text, $0.candidate, $0.similarity, Wording.count($0.rows)] }
        )
    }

    private static func segments(_ diagnosis: LinkageDiagnosis) -> String {
        table(
            ["Part of the \(Markdown.escaped(diagnosis.noun))", "#How many", "#Linked"],
            diagnosis.segments.map {
                ["\($0.column): \($0.value ?? "none")", Wording.count($0.rows), Wording.count($0.linked)]
            }
        )
    }

    private static func entities(_ resolution: EntityResolution, after cause: String?) -> [String] {
        let conclusion = resolution.conclusion == cause ? "" : resolution.conclusion
        return [
            "**Which \(Markdown.escaped(resolution.noun)) are the same.** "
                + Markdown.escaped(Phrases.paragraph([conclusion, resolution.counts])),
            table(
                ["Pair to look at", "The same?", "#Probability", "What speaks for it and against it"],
                resolution.pairs.prefix(10).map {
                    ["\($0.first) and \($0.second)", $0.verdict, $0.probability, $0.evidence]
                }
            ),
        ]
    }

    private static func timeline(_ timeline: StateTimeline) -> [String] {
        [
            "**How \(Markdown.escaped(timeline.stateNoun)) changes over time.** \(Markdown.escaped(timeline.lead))",
            table(
                ["Which of the \(Markdown.escaped(timeline.noun))", "In the order of time"],
                timeline.rows.prefix(15).map { [$0.key, $0.story] }
            ),
        ]
    }

    private static func activity(_ calendar: ActivityCalendar) -> [String] {
        guard calendar.hasContent else { return [] }
        let missing = calendar.missing.filter { !$0.isAccepted }
        let namesRows = calendar.namesRowsBesideGaps
        let gaps = calendar.gaps.prefix(5).map { gap in
            [
                "\(Phrases.instant(gap.from)) to \(Phrases.instant(gap.to))",
                Wording.duration(milliseconds: max(0, gap.seconds) * 1_000),
            ] + (namesRows ? [gap.rowsBeside] : [])
        }
        let noun = Markdown.escaped(calendar.noun)
        return [
            "**When there are \(noun).** \(Markdown.escaped(calendar.lead))",
            table(
                ["Should have \(noun) and has none", "#Periods"],
                missing.prefix(10).map { [$0.sentence, Wording.count($0.buckets)] }
            ),
            table(["Longest times between two \(noun)", "How long"] + (namesRows ? ["Between"] : []), gaps),
            table(["Unusually few or many \(noun)"], calendar.anomalies.prefix(10).map { [$0.sentence] }),
        ]
    }

    private static func share(_ percent: String?) -> String { percent.map { "\($0) %" } ?? "" }

    /// A table of plain texts; empty without rows. A head that begins with `#` stands over numbers.
    private static func table(_ heads: [String], _ rows: [[String]]) -> String {
        guard !rows.isEmpty else { return "" }
        let names = heads.map { $0.hasPrefix("#") ? String($0.dropFirst()) : $0 }
        var lines = Markdown.table(columns: names, rows: rows.map { $0.map(Markdown.escaped) })
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[1] = "| " + heads.map { $0.hasPrefix("#") ? "---:" : "---" }.joined(separator: " | ") + " |"
        return lines.joined(separator: "\n")
    }
}
