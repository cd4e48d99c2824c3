import AuditModel

extension LinkageWords {
    /// A cause in plain words.
    func title(of cause: LinkageFigures.Cause) -> String {
        switch cause.code {
        case .noNaturalKey: "the source does not give \(list([name] + details + numbers, "and")) in full"
        case .parentMissing: "\(name) not in the catalogue"
        case .parentRespelled: "\(name) in the catalogue under another spelling"
        case .detailMissing: "\(name) in the catalogue, \(detail) not"
        case .detailRespelled: "\(detail) of that \(name) in the catalogue under another spelling"
        case .numberOff: "\(list([name] + details, "and")) in the catalogue, \(number) off by more than \(tolerances)"
        case .namesake: "\(detail) in the catalogue only by another \(name)"
        case .ambiguous: "fits more than one entry of the catalogue"
        case .linkLost where isNearMiss(cause): "\(list([name] + details, "and")) in the catalogue, \(nearMiss)"
        case .linkLost: "everything fits one entry of the catalogue, but the link is missing or leads nowhere"
        }
    }

    /// What to do about a cause.
    func remedy(of cause: LinkageFigures.Cause) -> String {
        switch cause.code {
        case .noNaturalKey: "Ask the owner of the source why the fields are empty, and have them filled."
        case .parentMissing:
            "Extract what the backlog lists from the source system, the first entries first, and load it."
        case .parentRespelled, .detailRespelled:
            "Agree on one spelling with the owners of source and catalogue, or match without regard to spelling."
        case .detailMissing, .namesake: "Extract what is missing for these names, and load it."
        case .numberOff: "Find out which of the two values is right; if both are, decide on a wider tolerance."
        case .ambiguous: "Remove duplicates from the catalogue, or decide which entry counts."
        case .linkLost where isNearMiss(cause):
            "Agree which \(number) is right, or have the load link what differs by no more than \(tolerances)."
        case .linkLost: "Load again, and correct the load if these rows are still not linked."
        }
    }

    /// Whether all rows of a cause would fit but for a number that is near and not equal: loading again would not link them.
    func isNearMiss(_ cause: LinkageFigures.Cause) -> Bool {
        cause.code == .linkLost && !numbers.isEmpty && cause.dangling == 0 && cause.withinOnly == cause.rows
    }

    private var nearMiss: String { "\(number) not equal but within \(tolerances)" }

    /// Further figures of a cause in one sentence.
    func detail(of cause: LinkageFigures.Cause) -> String? {
        let parts = parts(of: cause)
        let sentences = parts.map { "\($0.title): \(Wording.count($0.rows))" }
        var text = sentences.isEmpty ? "" : sentences.joined(separator: "; ") + "."
        if cause.code == .numberOff, let spread = figures.spread { text = words(for: spread) }
        return text.isEmpty ? nil : text
    }

    private func words(for spread: LinkageFigures.Spread) -> String {
        var sentences: [String] = []
        if let least = spread.least, let greatest = spread.greatest, let middle = figures.middleDifference {
            sentences.append(
                "The \(number) differs by \(signed(least)) to \(inUnit(greatest)), \(signed(middle)) in the middle; "
                    + "\(Wording.count(spread.shorter)) are below the catalogue's value, "
                    + "\(Wording.count(spread.longer)) above."
            )
        }
        if spread.unknown > 0 {
            sentences.append("For \(Wording.count(spread.unknown)) the catalogue gives no \(number).")
        }
        return sentences.joined(separator: " ")
    }

    /// The rows of a cause, looked at more closely.
    func parts(of cause: LinkageFigures.Cause) -> [DiagnosedPart] {
        let parts: [DiagnosedPart]
        switch cause.code {
        case .noNaturalKey:
            let columns = question.texts.map(\.child.value) + question.numbers.map(\.child.value)
            parts =
                zip(columns, cause.lacking).map {
                    DiagnosedPart(code: "no_\($0)", title: "without \(Measured.words(for: [$0]))", rows: $1)
                } + [DiagnosedPart(code: "no_evidence", title: "without a record in the source", rows: cause.unseen)]
        case .parentMissing where !details.isEmpty:
            parts = [
                DiagnosedPart(
                    code: "namesake",
                    title: "with \(article(detail)) that the catalogue has by another \(name)",
                    rows: cause.namesakes
                )
            ]
        case .linkLost:
            parts = [
                DiagnosedPart(code: "no_link", title: "without a link", rows: cause.rows - cause.dangling),
                DiagnosedPart(code: "dangling", title: "with a link that leads nowhere", rows: cause.dangling),
                DiagnosedPart(
                    code: "within_tolerance",
                    title: nearMiss,
                    rows: numbers.isEmpty ? 0 : cause.withinOnly
                ),
            ]
        default: parts = []
        }
        return parts.filter { $0.rows > 0 }
    }

    /// A name behind a cause, with what it was held against where that helps.
    func example(_ example: LinkageFigures.Example) -> String {
        let own = [example.name, example.detail].compactMap(\.self).joined(separator: " – ")
        switch example.code {
        case .parentRespelled: return example.against.map { "\(own) (in the catalogue: \($0))" } ?? own
        case .detailRespelled: return example.againstDetail.map { "\(own) (in the catalogue: \($0))" } ?? own
        case .numberOff:
            guard let least = example.least, let greatest = example.greatest else { return own }
            return least == greatest
                ? "\(own) (\(inUnit(least)))" : "\(own) (\(signed(least)) to \(inUnit(greatest)))"
        default: return own
        }
    }

    /// How it was worked out, in sentences.
    func method(comparedBy comparison: String?) -> [String] {
        let catalogue = list(question.tables(with: rule.parent).joined.map(scope.name(of:)), "with")
        var sentences = [
            "The catalogue is \(catalogue). The names that the rows carry are read from "
                + "\(scope.name(of: question.evidence?.dataset.value ?? rule.dataset.value)).",
            "Causes are tried in the order of the table, and each row counts for the first that applies; together they are "
                + "all rows without a link.",
        ]
        for match in question.texts {
            let folds = TextFold.allCases.filter { match.folding.folds.contains($0) }.map(\.words)
            let rest = folds.isEmpty ? "" : ", " + list(folds, "and")
            sentences.append(
                "‘Whatever the spelling’ of the \(Measured.words(for: [match.child.value])) disregards spaces\(rest)."
            )
        }
        for match in question.numbers {
            sentences.append(
                "The \(Measured.words(for: [match.child.value])) may differ by \(match.toleranceText) at most."
            )
        }
        if question.top > 0 {
            sentences.append(
                "The backlog counts names as they are written, each with the rows that carry it; names with as many rows are in the "
                    + "order of their letters. The report carries up to \(Wording.count(LinkageStatement.backlogBound)) names and "
                    + "\(Wording.count(LinkageStatement.itemBound)) further texts."
            )
        }
        sentences.append(
            "Damage in texts is looked for in the order of its table, each in what the repairs before it leave. A repair gains "
                + "now what then equals the catalogue, and later what only it lets a complete catalogue link."
        )
        if let comparison {
            sentences.append("Names that look alike are compared \(comparison); a person must confirm them.")
        }
        return sentences
    }

    private func signed(_ number: String) -> String { number.hasPrefix("-") ? number : "+" + number }

    /// A difference with what it counts, where one kind of number is compared and the rule says what it is.
    private func inUnit(_ number: String) -> String {
        guard question.numbers.count == 1, let unit = question.numbers[0].unit else { return signed(number) }
        return "\(signed(number)) \(unit)"
    }

    private func list(_ words: [String], _ last: String) -> String {
        guard words.count > 1, let end = words.last else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) \(last) \(end)"
    }
}

extension DamageCode {
    /// The damage in plain words.
    var title: String {
        switch self {
        case .doubleEncoding: "accented letters encoded twice or more often"
        case .controlCharacters: "control characters, which cannot be seen"
        case .oddSpaces: "no-break and other odd spaces"
        case .mixedForms: "accented letters put together from two characters"
        case .outerSpaces: "spaces before or after the text"
        case .severalNames: "several names in one field"
        }
    }
}
