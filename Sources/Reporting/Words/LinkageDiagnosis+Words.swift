import AuditModel

extension LinkageDiagnosis {
    /// What the figures mean: the conclusion, else how many rows are linked and how many could be at most today.
    var lead: String {
        let conclusion = Phrases.paragraph([conclusion])
        return conclusion.isEmpty ? reach : conclusion
    }

    private var reach: String {
        let linked =
            "\(Wording.count(self.linked)) of \(Wording.count(rows)) \(noun) \(self.linked == 1 ? "is" : "are") linked"
        let most =
            ceiling.rows > self.linked
            ? "However generously they were matched, today's catalogue could link at most \(Wording.count(ceiling.rows))"
            : "No other way of matching could link more of them with today's catalogue"
        return Phrases.paragraph([
            linked + Phrases.bracketed(share(of: self.linked)), most + Phrases.bracketed(ceiling.percent),
        ])
    }

    private func share(of count: Int) -> String? { Wording.percent(count, of: rows) }

    /// The causes that have rows, most rows first: the order in which somebody would act.
    var causesByRows: [LinkageCause] {
        causes.filter { $0.rows > 0 }.enumerated()
            .sorted { ($0.element.rows, -$0.offset) > ($1.element.rows, -$1.offset) }.map(\.element)
    }
}

extension LinkageCause {
    /// Examples and further facts in one line; empty when there are none.
    func remarks(showing limit: Int = 3) -> String {
        let shown = examples.prefix(limit).map { "“\($0)”" }
        return Phrases.paragraph([shown.isEmpty ? "" : "For example \(Phrases.list(shown))", detail ?? ""])
    }
}

extension Backlog {
    /// What is missing and what it would bring, as sentences.
    var lead: String {
        guard keys > 0 else { return "" }
        let all = "\(Phrases.count(keys, unit: noun)) \(keys == 1 ? "is" : "are") missing"
        let gain = "\(keys == 1 ? "It" : "Together they") would make \(Phrases.count(rows, unit: weightNoun)) linkable"
        return Phrases.paragraph([all, gain, steps])
    }

    /// How many entries it takes for certain shares.
    var steps: String {
        // Where the same entries reach several shares, the largest says it all.
        let last = milestones.reduce(into: [Int: Int]()) { last, milestone in
            if let keys = milestone.keys { last[keys] = max(milestone.percent, last[keys] ?? 0) }
        }
        guard !last.isEmpty else { return "" }
        let reached = last.sorted { $0.key < $1.key }.enumerated().map { place, step in
            let entries = step.key == 1 ? "the first" : "the first \(Wording.count(step.key))"
            let list = place == 0 ? " of the list" : ""
            let whole = place == 0 ? " of all \(weightNoun)" : ""
            return "\(entries)\(list) \(step.key == 1 ? "brings" : "bring") \(step.value) %\(whole)"
        }
        let missed = milestones.filter { $0.keys == nil }.map(\.percent).min()
        return Phrases.paragraph([
            "Beside what is linked today, \(Phrases.list(reached))",
            missed.map { "The whole list does not bring \($0) % of all \(weightNoun)" } ?? "",
        ])
    }

    /// The first entries, as many as a page for people shows.
    func first(_ limit: Int) -> ArraySlice<BacklogEntry> { entries.prefix(limit) }
}

extension TextFault {
    /// What a repair would bring, one sentence.
    var gain: String {
        let parts = [
            gainNow > 0 ? "\(Wording.count(gainNow)) more are linked at once" : "",
            // Whatever is linked at once stays linked with a complete catalogue.
            gainLater > gainNow
                ? "\(Wording.count(gainLater - gainNow)) more can be linked only then, once the catalogue is complete"
                : "",
        ].filter { !$0.isEmpty }
        return parts.isEmpty ? "no link depends on it" : Phrases.list(parts)
    }
}
