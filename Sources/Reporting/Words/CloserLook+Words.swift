import AuditModel

extension StateTimeline {
    /// How many change and what explains it, as sentences.
    var lead: String {
        guard changing > 0 else {
            return "No change of \(stateNoun) is seen among \(Phrases.count(entities, unit: noun))."
        }
        let who =
            "\(Wording.count(changing)) of \(Phrases.count(entities, unit: noun)) \(changing == 1 ? "changes" : "change")"
        let times = "\(changes == 1 ? "once" : "\(Wording.count(changes)) times") in all"
        let known = Wording.count(explained)
        let explained =
            unexplained == 0
            ? "An event of the log explains each change"
            : explained == 0
                ? "No event of the log explains any of the changes"
                : "An event of the log explains \(known) of the changes; nothing explains \(Wording.count(unexplained))"
        return Phrases.paragraph(["\(who) \(changing == 1 ? "its" : "their") \(stateNoun), \(times)", explained])
    }

    /// The states in the order in which they first appear, which gives each its colour.
    var states: [String?] {
        var seen: [String?] = []
        for span in rows.flatMap(\.spans) where !seen.contains(span.state) { seen.append(span.state) }
        return seen
    }
}

extension TimelineRow {
    /// The entity's states one after the other, as a sentence part.
    var story: String {
        spans.map { span in
            let why = span.explanation.map { " (\($0))" } ?? ""
            return "\(span.state ?? "none") from \(Phrases.day(span.from)) to \(Phrases.day(span.to))\(why)"
        }.joined(separator: "; then ")
    }
}

extension ActivityCalendar {
    /// Whether there is anything to show.
    var hasContent: Bool { !(days.isEmpty && missing.isEmpty && gaps.isEmpty && anomalies.isEmpty) }

    /// Whether a row beside a gap is named.
    var namesRowsBesideGaps: Bool { gaps.contains { !$0.rowsBeside.isEmpty } }

    /// When there are rows and when not, as sentences.
    var lead: String {
        guard let first = days.first, let last = days.last else {
            guard anomalyCount > 0 else { return "" }
            return Phrases.paragraph(["\(Wording.count(anomalyCount, "period")) with unusually few or many \(noun)"])
        }
        let busy = days.count { $0.hours.contains { $0 > 0 } }
        let all = days.count < Self.mostDays ? Wording.count(days.count, "day") : "the last \(Self.mostDays) days"
        let span = "\(Phrases.capitalised(noun)) on \(Wording.count(busy)) of \(all)"
        let unexpected = missing.filter { !$0.isAccepted }
        let lacking =
            unexpected.isEmpty ? "" : "\(Wording.count(unexpected.count, "stretch", plural: "stretches")) without any"
        let longest = gaps.first.map { gap in
            let length = Wording.duration(milliseconds: max(0, gap.seconds) * 1_000)
            return "The longest time between two of them: \(length), "
                + "from \(Phrases.instant(gap.from)) to \(Phrases.instant(gap.to))"
        }
        return Phrases.paragraph(["\(span), \(first.day) to \(last.day)", lacking, longest ?? ""])
    }
}

extension TimeGap {
    /// The rows at both ends by their keys, such as `songplay id 17 and songplay id 18`; empty where none is named.
    var rowsBeside: String { [rowBefore, rowAfter].compactMap(\.self).joined(separator: " and ") }
}

extension TimeRange {
    /// When it is and whether it was to be expected. Whole days are told as days, the last one included.
    var sentence: String {
        (days ?? "\(Phrases.instant(from)) to \(Phrases.instant(to))") + (isAccepted ? ", accepted" : "")
    }

    private var days: String? {
        guard [from, to].allSatisfy({ $0.hasSuffix("T00:00:00Z") }), let end = HourOfTime(to) else { return nil }
        let (first, last) = (String(from.prefix(10)), HourOfTime(number: end.number - 24).day)
        return first == last ? first : "\(first) to \(last)"
    }
}

extension VolumeAnomaly {
    /// What is usual.
    var usual: String { "\(Wording.count(expectedLow)) to \(Wording.count(expectedHigh))" }

    /// What was counted and what is usual.
    var sentence: String {
        "\(Phrases.instant(from)): \(Wording.count(rows)), usual are \(usual)"
    }
}

extension EntityResolution {
    /// The figures behind the conclusion, one sentence.
    var counts: String {
        let pairs = [(likely, "likely"), (possible, "possibly"), (unlikely, "unlikely")].filter { $0.0 > 0 }
            .map { "\(Wording.count($0.0)) \($0.1) the same" }
        return Phrases.paragraph([
            "\(Wording.count(comparedPairs, "pair")) of \(noun) were compared"
                + (pairs.isEmpty ? "" : ": " + Phrases.list(pairs))
        ])
    }
}

extension QuestionStanding {
    /// The answer in words.
    var word: String {
        switch answer {
        case "safe": "safe to use"
        case "care": "use with care"
        case "unsafe": "not safe to use"
        default: answer
        }
    }

    /// The status whose colour and sign the answer has.
    var status: Status {
        switch answer {
        case "safe": .pass
        case "care": .warn
        case "unsafe": .fail
        default: .notApplicable
        }
    }
}
