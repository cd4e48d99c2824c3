import AuditModel

/// What a closer look at one rule shows: causes, what to extract first, doubles, changes, times.
struct CloserLookView {
    /// The result.
    let result: RuleResult
    /// Begins the identifiers of its charts; unique on the page.
    let id: String
    /// What is said of the cause already; `nil` where nothing is.
    var cause: String?

    /// All parts that the result has; nothing without any.
    var html: HTML {
        let targets = BacklogTarget.targets(of: result)
        let parts = [
            result.diagnosis.map { LinkageView(diagnosis: $0, targets: targets, id: id, cause: cause).html },
            result.entities.map(entities),
            result.timeline.map(timeline), result.activity.map(activity),
        ]
        return HTML.lines(parts.compactMap(\.self))
    }

    private func entities(_ resolution: EntityResolution) -> HTML {
        let columns = HTML.columns("Keys|The same?|#Probability|What speaks for it and against it")
        let pairs = resolution.pairs.map { pair in
            [
                HTML.text("\(pair.first) and \(pair.second)"), .text(pair.verdict), .text(pair.probability),
                .text(pair.evidence),
            ]
        }
        return """
            <h4>Which \(resolution.noun) are the same</h4>
            <p>\(Phrases.paragraph([resolution.conclusion == cause ? "" : resolution.conclusion, resolution.counts]))</p>
            \(HTML.table("Pairs to look at, the most likely first", columns, pairs))
            \(method(resolution.method))
            """
    }

    private func timeline(_ timeline: StateTimeline) -> HTML {
        let rows = timeline.rows.map { [HTML.text($0.key), .text($0.story)] }
        return """
            <h4>How \(timeline.stateNoun) changes over time</h4>
            <p>\(timeline.lead)</p>
            \(TimelineChart.chart(timeline, id: "\(id)-timeline"))
            <details><summary>The changes in words</summary>
            \(HTML.table("Changes of \(timeline.stateNoun)", [.text("Key"), .text("In the order of time")], rows))
            </details>
            """
    }

    private func activity(_ calendar: ActivityCalendar) -> HTML {
        guard calendar.hasContent else { return .none }
        let noun = calendar.noun
        let missing = calendar.missing.filter { !$0.isAccepted }.prefix(50).map {
            [HTML.text($0.sentence), .count($0.buckets)]
        }
        let namesRows = calendar.namesRowsBesideGaps
        let gaps = calendar.gaps.map { gap in
            [
                HTML.text("\(Phrases.instant(gap.from)) to \(Phrases.instant(gap.to))"),
                .text(Wording.duration(milliseconds: max(0, gap.seconds) * 1_000)),
            ] + (namesRows ? [.text(gap.rowsBeside)] : [])
        }
        let gapColumns = [HTML.Column.text("When"), .text("How long")] + (namesRows ? [.text("Between")] : [])
        let anomalies = Array(calendar.anomalies.prefix(20)).map { anomaly in
            [
                HTML.text(Phrases.instant(anomaly.from)), .count(anomaly.rows),
                .text(anomaly.usual),
            ]
        }
        return """
            <h4>When there are \(calendar.noun)</h4>
            <p>\(calendar.lead)</p>
            \(CalendarChart.chart(calendar, id: "\(id)-calendar"))
            \(HTML.table("Times that should have \(noun) and have none", HTML.columns("When|#Periods"), Array(missing)))
            \(HTML.table("The longest times between two \(calendar.noun)", gapColumns, gaps))
            \(HTML.table("Times with unusually few or many \(noun)", HTML.columns("Begins|#Counted|Usual"), anomalies))
            """
    }

    private func method(_ sentences: [String]) -> HTML {
        guard !sentences.isEmpty else { return .none }
        return
            "<details><summary>How this was worked out</summary>\(HTML.list(sentences))</details>"
    }
}

/// Why rows cannot be linked and what to extract first.
struct LinkageView {
    /// The diagnosis.
    let diagnosis: LinkageDiagnosis
    /// What the limits of the rule ask of the backlog.
    let targets: [BacklogTarget]
    /// Begins the identifiers of its charts.
    let id: String
    /// What is said of the cause already.
    let cause: String?

    /// The view.
    var html: HTML {
        """
        <h4>Why \(diagnosis.noun) cannot be linked</h4>
        \(diagnosis.conclusion == cause ? .none : "<p>\(diagnosis.lead)</p>" as HTML)
        <div class="side">\(FunnelChart.chart(diagnosis, id: "\(id)-funnel"))\(causes)</div>
        \(backlog)
        \(policies)
        \(faults)
        \(candidates)
        \(segments)
        \(method)
        """
    }

    private var causes: HTML {
        let rows = diagnosis.causesByRows.map { cause -> [HTML] in
            let note = Phrases.paragraph([cause.remarks(), cause.remedy ?? ""])
            return [
                "\(cause.title)<br><span class=\"note\">\(note)</span>",
                .count(cause.rows), .text(cause.percent.map { "\($0) %" } ?? ""), .count(cause.keys),
            ]
        }
        return HTML.table(
            "Causes, most \(diagnosis.noun) first; each of the \(diagnosis.noun) counts once",
            [
                .text("Cause"), .number(Phrases.capitalised(diagnosis.noun)), .number("Share"),
                .number("Different names"),
            ],
            rows,
            stacks: true
        )
    }

    private var backlog: HTML {
        guard let backlog = diagnosis.backlog, backlog.keys > 0 else { return .none }
        let first = backlog.first(10)
        let more = backlog.entries.dropFirst(10).prefix(max(0, min(backlog.top, 100) - 10))
        let caption =
            "The first \(Wording.count(first.count)) of \(Wording.count(backlog.keys)) missing \(backlog.noun)"
        let rest: HTML =
            more.isEmpty
            ? .none
            : """
            <details><summary>The next \(Wording.count(more.count))</summary>\(entries(more, of: backlog, "The next ones"))\
            </details>
            """
        return """
            <h4>What to extract first</h4>
            <p>\(backlog.lead(towards: targets))</p>
            <div class="side">\(chart(of: backlog))
            <div>\(entries(first, of: backlog, caption))\(rest)</div></div>
            """
    }

    private func chart(of backlog: Backlog) -> HTML {
        BacklogChart.chart(backlog, of: diagnosis.rows, targets: targets, id: "\(id)-backlog")
    }

    private func entries(_ entries: ArraySlice<BacklogEntry>, of backlog: Backlog, _ caption: String) -> HTML {
        let rows = zip(entries.indices, entries).map { index, entry -> [HTML] in
            let note: HTML = entry.note.map { "<br><span class=\"note\">\($0)</span>" } ?? .none
            let children = entry.childNoun.map { Phrases.count(entry.children, unit: $0) }
            return [
                .count(index + 1), "\(entry.key)\(note)", .count(entry.rows),
                .text(children ?? Wording.count(entry.children)),
                .text(entry.cumulativePercent.map { "\($0) %" } ?? Wording.count(entry.cumulativeRows)),
            ]
        }
        let gain = HTML.Column.number(Phrases.capitalised(backlog.weightNoun))
        let columns = HTML.columns("#Place|Name") + [gain] + HTML.columns("=Holds|#Gained with all before it")
        return HTML.table(caption, columns, rows)
    }

    private var policies: HTML {
        let rows = diagnosis.policies.map { policy -> [HTML] in
            [
                .text(policy.title), .count(policy.rows), .text(policy.percent.map { "\($0) %" } ?? ""),
                .count(policy.gain),
            ]
        }
        return HTML.table(
            "Other ways of matching, and how many \(diagnosis.noun) each would link",
            HTML.columns("Matched|#Linked|#Share|#More than today"),
            rows
        )
    }

    private var faults: HTML {
        let rows = diagnosis.faults.map { fault -> [HTML] in
            let examples = fault.examples.prefix(3).map { example in
                "“\(example.text)”" + (example.repaired.map { ", repaired “\($0)”" } ?? ", no certain repair")
            }
            return [
                .text(fault.title), .count(fault.rows), .count(fault.keys), .text(fault.gain),
                .text(examples.joined(separator: "; ")),
            ]
        }
        return HTML.table(
            "Damaged names, to be repaired before or while the catalogue is completed",
            [
                .text("Damage"), .number(Phrases.capitalised(diagnosis.noun)), .number("Different texts"),
                .text("What a repair brings"), .text("Examples"),
            ],
            rows,
            stacks: true
        )
    }

    private var candidates: HTML {
        let rows = diagnosis.candidates.map { candidate -> [HTML] in
            [.text(candidate.text), .text(candidate.candidate), .text(candidate.similarity), .count(candidate.rows)]
        }
        return HTML.table(
            "Names that look alike, to be confirmed by a person; none is counted as linked",
            [
                .text("In the \(diagnosis.noun)"), .text("In the catalogue"), .number("Likeness, 0 to 1"),
                .number(Phrases.capitalised(diagnosis.noun)),
            ],
            rows
        )
    }

    private var segments: HTML {
        let titles = Dictionary(diagnosis.causes.map { ($0.code, $0.title) }) { first, _ in first }
        let rows = diagnosis.segments.map { segment -> [HTML] in
            let causes = segment.causes.map { "\(titles[$0.code] ?? $0.code): \(Wording.count($0.rows))" }
            return [
                .text("\(segment.column): \(segment.value ?? "none")"), .count(segment.rows), .count(segment.linked),
                .text(causes.joined(separator: "; ")),
            ]
        }
        return HTML.table(
            "The same by part of the \(diagnosis.noun)",
            [.text("Part"), .number(Phrases.capitalised(diagnosis.noun)), .number("Linked"), .text("Causes")],
            rows
        )
    }

    private var method: HTML {
        let query = diagnosis.query.map { "<pre tabindex=\"0\"><code>\($0)</code></pre>" as HTML } ?? .none
        guard !diagnosis.method.isEmpty || diagnosis.query != nil else { return .none }
        return "<details><summary>How this was worked out</summary>\(HTML.list(diagnosis.method))\(query)</details>"
    }
}
