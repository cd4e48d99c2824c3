import AuditModel

/// Turns the figures of a diagnosis into what a report says, in words for people who know no SQL.
struct LinkageWords {
    let question: LinkageQuestion
    let rule: Relationship
    let scope: RuleScope
    let figures: LinkageFigures

    /// What the rows are called, in the plural.
    var rows: String { question.weightNoun ?? scope.noun(of: rule.dataset.value) }
    /// What the parents are called, in the singular: the column that names them.
    var name: String { Measured.words(for: [question.texts[0].child.value]) }
    /// What else is named, such as `song`.
    var details: [String] { question.texts.dropFirst().map { Measured.words(for: [$0.child.value]) } }
    var detail: String { details.joined(separator: " and ") }
    var numbers: [String] { question.numbers.map { Measured.words(for: [$0.child.value]) } }
    var number: String { numbers.joined(separator: " and ") }
    private var names: String { noun(of: question.texts[0]) }
    private var items: String? { question.texts.count > 1 ? noun(of: question.texts[1]) : nil }
    private var whole: Int { figures.total.rows }
    private var unlinked: Int { whole - figures.total.linked }

    private func noun(of match: LinkageQuestion.TextMatch) -> String {
        scope.datasets[match.parent.dataset.value]?.noun ?? Measured.words(for: [match.child.value]) + "s"
    }

    private func percent(_ part: Int) -> String? { Wording.percent(part, of: whole) }

    /// Whether names must not leave the database.
    private var isWithheld: Bool {
        let source = question.evidence?.dataset.value ?? rule.dataset.value
        let columns =
            question.texts.flatMap { [(source, $0.child.value), ($0.parent.dataset.value, $0.parent.column.value)] }
            + question.numbers.flatMap {
                [(source, $0.child.value), ($0.parent.dataset.value, $0.parent.column.value)]
            }
        return columns.contains { scope.datasets[$0.0]?.sensitive.contains($0.1) ?? false }
    }

    /// The diagnosis.
    func diagnosis(candidates: [MatchCandidate], query: String, comparedBy comparison: String) -> LinkageDiagnosis {
        LinkageDiagnosis(
            noun: rows,
            keyNoun: names,
            rows: whole,
            linked: figures.total.linked,
            conclusion: conclusion,
            funnel: funnel,
            causes: causes,
            policies: policies,
            ceiling: Share(rows: figures.total.allRelaxed, percent: percent(figures.total.allRelaxed)),
            misdirected: figures.misdirected.rows,
            backlog: backlog,
            itemBacklog: itemBacklog,
            faults: faults,
            candidates: isWithheld ? [] : candidates,
            segments: segments,
            method: method(comparedBy: candidates.isEmpty ? nil : comparison),
            query: query
        )
    }

    // MARK: - Funnel and policies

    private var funnel: [FunnelStage] {
        let total = figures.total
        func stage(_ code: String, _ title: String, _ rows: Int) -> FunnelStage {
            FunnelStage(code: code, title: title, rows: rows, percent: percent(rows))
        }
        var stages = [
            stage("all", "all \(rows)", whole),
            stage("named", "with \(article(name)) name", total.named),
            stage("name_exact", "\(name) in the catalogue, spelled the same", total.exact),
            stage("name_normalised", "\(name) in the catalogue, whatever the spelling", total.known),
        ]
        if !details.isEmpty {
            stages.append(stage("detail_known", "and \(detail) of that \(name)", total.textsKnown))
        }
        if !numbers.isEmpty {
            stages.append(stage("number_within", "and \(number) within \(tolerances)", total.hit))
        }
        return stages + [stage("linked", "linked", total.linked)]
    }

    private var policies: [MatchingPolicy] {
        let total = figures.total
        func policy(_ code: String, _ title: String, _ rows: Int) -> MatchingPolicy {
            MatchingPolicy(code: code, title: title, rows: rows, gain: rows - total.linked, percent: percent(rows))
        }
        let texts = ([name] + details).joined(separator: " and ")
        var policies = [
            policy("as_today", "as today", total.linked),
            policy("name_alone", "\(name) alone, spelled the same", total.nameAlone),
        ]
        if !details.isEmpty || !numbers.isEmpty {
            let within = numbers.isEmpty ? "" : ", \(number) within \(tolerances)"
            policies.append(policy("normalised", "\(texts), whatever the spelling\(within)", total.normalised))
        }
        if !numbers.isEmpty {
            policies.append(policy("any_number", "\(texts) spelled the same, any \(number)", total.anyNumber))
            policies.append(
                policy(
                    "normalised_any_number",
                    "\(texts), whatever the spelling, any \(number)",
                    total.normalisedAnyNumber
                )
            )
        }
        policies.append(
            policy("all", "all of these: \(name) alone, whatever the spelling", total.allRelaxed)
        )
        return policies
    }

    var tolerances: String { question.numbers.map(\.toleranceText).joined(separator: " and ") }

    // MARK: - Conclusion

    private var conclusion: String {
        guard whole > 0, unlinked > 0 else {
            return "All \(Wording.count(whole)) \(rows) are linked." + misdirected
        }
        let counts = Self.rootsOfCauses.map { codes in
            figures.causes.filter { codes.contains(isNearMiss($0) ? .numberOff : $0.code) }.reduce(0) { $0 + $1.rows }
        }
        let count = counts.max() ?? 0
        let root = counts.firstIndex(of: count).map { Self.rootsOfCauses[$0] }
        let part = "\(Wording.count(count)) of \(Wording.count(unlinked)) \(rows) without a link"
        let cause =
            if count == unlinked {
                "the cause"
            } else if counts.count(where: { $0 == count }) > 1 {
                "one of the largest causes"
            } else {
                count * 2 > unlinked ? "the main cause" : "the largest cause"
            }
        let atMost =
            "With every rule of matching relaxed, at most \(Wording.count(figures.total.allRelaxed)) of "
            + "\(Wording.count(whole)) \(rows) (\(percent(figures.total.allRelaxed) ?? "0") %) could be linked"
        let reason: String
        switch root?.first {
        case .parentMissing:
            reason =
                "The catalogue is \(cause), not the way of matching: \(part) name \(article(name)) that it does not hold. "
                + "\(atMost); the rest needs more \(names) in the catalogue."
        case .detailMissing, .namesake:
            reason =
                "The catalogue is \(cause): \(part) name \(article(detail.isEmpty ? name : detail)) that it does not "
                + "hold for that \(name). \(atMost)."
        case .noNaturalKey:
            reason =
                "The source is \(cause): \(part) do not say in full what they belong to, so no way of matching can link "
                + "them. \(atMost)."
        case .linkLost:
            reason = "The load is \(cause): \(part) agree with the catalogue in everything. \(atMost)."
        case .ambiguous:
            reason = "The catalogue is \(cause): \(part) fit more than one of its entries. \(atMost)."
        case .parentRespelled, .detailRespelled, .numberOff, nil:
            reason =
                "The way of matching is \(cause): \(part) name what the catalogue holds, but differ in spelling or value. "
                + "\(atMost)."
        }
        return reason + misdirected
    }

    /// Causes that have one root, so that one sentence is true of all their rows.
    private static let rootsOfCauses: [[CauseCode]] = [
        [.parentMissing], [.detailMissing, .namesake], [.noNaturalKey], [.linkLost], [.ambiguous],
        [.parentRespelled, .detailRespelled, .numberOff],
    ]

    private var misdirected: String {
        let count = figures.misdirected.rows
        guard count > 0 else { return "" }
        return
            " \(Wording.count(count)) \(rows) are linked to another \(name) than they name: the load went wrong there."
    }

    func article(_ word: String) -> String {
        "aeiou".contains(word.lowercased().first ?? " ") ? "an \(word)" : "a \(word)"
    }

    // MARK: - Backlog

    private var backlog: Backlog? {
        guard question.top > 0, !figures.sizes.isEmpty else { return nil }
        var sum = 0
        let entries = figures.missing.map { entry in
            sum += entry.rows
            return BacklogEntry(
                key: entry.name,
                rows: entry.rows,
                children: entry.members,
                childNoun: items,
                cumulativeRows: sum,
                cumulativePercent: percent(sum),
                note: note(of: entry)
            )
        }
        return backlog(of: names, sizes: figures.sizes, entries: entries)
    }

    private var itemBacklog: Backlog? {
        guard question.top > 0, let items, !figures.itemSizes.isEmpty else { return nil }
        var sum = 0
        let entries = figures.missingItems.map { entry in
            sum += entry.rows
            return BacklogEntry(
                key: entry.name,
                parent: entry.parent,
                rows: entry.rows,
                children: 0,
                cumulativeRows: sum,
                cumulativePercent: percent(sum)
            )
        }
        return backlog(of: items, sizes: figures.itemSizes, entries: entries)
    }

    private func backlog(of noun: String, sizes: [LinkageFigures.Size], entries: [BacklogEntry]) -> Backlog {
        Backlog(
            noun: noun,
            weightNoun: rows,
            keys: sizes.reduce(0) { $0 + $1.names },
            rows: sizes.reduce(0) { $0 + $1.names * $1.rows },
            entries: isWithheld ? [] : entries,
            milestones: [10, 25, 50, 80].map {
                BacklogMilestone(percent: $0, keys: figures.namesNeeded(for: $0, of: sizes))
            },
            top: question.top
        )
    }

    private func note(of entry: LinkageFigures.Missing) -> String? {
        var notes: [String] = []
        if let repaired = entry.repaired {
            notes.append("the name is damaged and should read \(repaired)")
            if entry.isThere { notes.append("which is in the catalogue: repair the name instead of extracting it") }
        }
        if entry.isSeveral { notes.append("several names in one field") }
        return notes.isEmpty ? nil : notes.joined(separator: "; ")
    }

    // MARK: - Damage and segments

    private var faults: [TextFault] {
        figures.faults.sorted { order($0.code) < order($1.code) }.map { fault in
            let columns = zip(question.texts, zip(fault.byPlace, fault.keys)).map { match, counts in
                DiagnosedPart(
                    code: match.child.value,
                    title: "in the \(Measured.words(for: [match.child.value]))",
                    rows: counts.0,
                    keys: counts.1
                )
            }
            let depths = zip(1..., fault.depths).filter { fault.code == .doubleEncoding && $0.1 > 0 }.map {
                DiagnosedPart(code: "rounds_\($0.0)", title: "\(Wording.count($0.0, "round")) deep", rows: $0.1)
            }
            let examples = figures.repairs.filter { $0.code == fault.code }.map {
                RepairedText(text: $0.text, repaired: $0.repaired, rows: $0.rows)
            }
            return TextFault(
                code: fault.code.rawValue,
                title: fault.code.title,
                rows: fault.rows,
                keys: fault.keys.reduce(0, +),
                gainNow: fault.now,
                gainLater: fault.later,
                examples: isWithheld ? [] : examples,
                parts: columns.filter { $0.rows > 0 } + depths
            )
        }
    }

    private func order(_ code: DamageCode) -> Int { DamageCode.allCases.firstIndex(of: code) ?? 0 }

    private var segments: [DiagnosedSegment] {
        question.segments.enumerated().flatMap { number, segment -> [DiagnosedSegment] in
            let source = question.evidence?.dataset.value ?? rule.dataset.value
            if scope.datasets[source]?.sensitive.contains(segment.column.value) ?? false { return [] }
            let rows = figures.segments.filter { $0.number == number }
            return Dictionary(grouping: rows, by: \.place).sorted { $0.key < $1.key }.map { place, rows in
                let causes = CauseCode.allCases.compactMap { code in
                    rows.first { $0.cause == code.rawValue }.map { SegmentCause(code: code.rawValue, rows: $0.rows) }
                }
                return DiagnosedSegment(
                    column: segment.title,
                    value: place > LinkageStatement.segmentBound ? "all others" : rows.first?.value,
                    rows: rows.reduce(0) { $0 + $1.rows },
                    linked: rows.filter { $0.cause == nil }.reduce(0) { $0 + $1.rows },
                    causes: causes
                )
            }
        }
    }

    // MARK: - Causes

    private var causes: [LinkageCause] {
        CauseCode.allCases.compactMap { code in
            guard let cause = figures.causes.first(where: { $0.code == code }) else { return nil }
            let examples = figures.examples.filter { $0.code == code }.map(example)
            return LinkageCause(
                code: code.rawValue,
                title: title(of: cause),
                rows: cause.rows,
                percent: Wording.percent(cause.rows, of: unlinked),
                keys: cause.keys,
                examples: isWithheld ? [] : examples,
                detail: detail(of: cause),
                remedy: remedy(of: cause),
                parts: parts(of: cause)
            )
        }
    }
}
