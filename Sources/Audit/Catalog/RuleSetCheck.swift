import AuditModel
import Postgres

/// Holds a rule set against a database without running a rule.
struct RuleSetCheck {
    var connection: Connection
    var rules: RuleSet

    /// Everything that was found, by place.
    ///
    /// - Throws: `PostgresError` when the server cannot be asked.
    func problems() async throws -> [RuleProblem] {
        let reader = CatalogReader(connection: connection, readsSizes: false)
        let catalog = try await reader.read(rules.referencedDatasets)
        let check = CatalogCheck(against: catalog)
        let types = TypeCheck(catalog: catalog)
        var problems = check.problems(of: rules)
        var sound: [Rule] = []
        for rule in rules.rules {
            let misfits = types.problems(of: rule)
            problems += misfits
            let isSound = check.problems(of: rule).isEmpty && !misfits.contains { $0.level == .error }
            if isSound, rule.disabledReason == nil { sound.append(rule) }
        }
        problems += try await RuleCheckReader(connection: connection, rules: rules, catalog: catalog).problems(
            of: sound
        )
        problems += sound.compactMap { proof(of: $0, in: catalog) }
        let surroundings = try await reader.readAll(beside: rules.referencedDatasets)
        problems += surroundings.unchecked(by: rules).flatMap(warnings)
        return problems.sorted {
            ($0.location.file, $0.location.line, $0.location.column, $0.message)
                < ($1.location.file, $1.location.line, $1.location.column, $1.message)
        }
    }

    private func proof(of rule: Rule, in catalog: Catalog) -> RuleProblem? {
        guard rule.segments == nil, let kind = rule.kind as? any ProvedByConstraint else { return nil }
        let scope = RuleScope(
            catalog: catalog,
            datasets: rules.datasets,
            defaultSchema: rules.defaultSchema,
            filter: rule.filter,
            asOf: "now"
        )
        return kind.proof(in: scope).map { proof in
            let message = "rule '\(rule.id)' cannot fail: the database makes sure of it by the \(proof.constraint)"
            return RuleProblem(.warning, at: rule.location, message)
        }
    }

    private func warnings(_ unchecked: UncheckedData) -> [RuleProblem] {
        let place =
            DatasetName(unchecked.dataset, defaultSchema: rules.defaultSchema).flatMap { rules.datasets[$0]?.location }
            ?? Location(file: rules.files.first ?? ".", line: 1, column: 1)
        var messages: [String] = []
        if unchecked.wholeTable {
            messages.append("no rule looks at \(unchecked.dataset)")
        } else if !unchecked.columns.isEmpty {
            let noun = unchecked.columns.count == 1 ? "column" : "columns"
            messages.append(
                "no rule looks at the \(noun) \(unchecked.columns.joined(separator: ", ")) of \(unchecked.dataset)"
            )
        }
        messages += unchecked.foreignKeys.map { "no rule measures the foreign key of \(unchecked.dataset): \($0)" }
        return messages.map { RuleProblem(.warning, at: place, $0) }
    }
}
