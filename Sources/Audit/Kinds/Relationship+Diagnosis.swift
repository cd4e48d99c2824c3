import AuditModel

extension Relationship: LooksCloserInParts {
    /// What is told by segment is put in order over all rows.
    var isDivisible: Bool { question?.segments.isEmpty == true }

    func closerLook(
        at measured: Measured,
        _ readings: Readings,
        status: Status,
        in scope: RuleScope,
        reading snapshot: SnapshotReader
    ) async throws -> CloserLook? {
        guard measured.population > 0 else { return nil }
        return try await diagnoser(scope, snapshot)?.look(at: measured)
    }

    func part(
        _ index: Int,
        of count: Int,
        in scope: RuleScope,
        reading snapshot: SnapshotReader
    ) async throws -> LinkageFigures? {
        try await diagnoser(scope, snapshot)?.figures(of: LinkagePart(index: index, count: count))
    }

    func closerLook(
        at measured: Measured,
        joining parts: [LinkageFigures?],
        in scope: RuleScope,
        reading snapshot: SnapshotReader
    ) async throws -> CloserLook? {
        try await diagnoser(scope, snapshot)?.look(at: measured, joining: parts.compactMap(\.self))
    }

    private func diagnoser(_ scope: RuleScope, _ snapshot: SnapshotReader) -> LinkageDiagnoser? {
        question.map { LinkageDiagnoser(question: $0, rule: self, scope: scope, snapshot: snapshot) }
    }
}
