import Audit
import AuditModel

/// Reads what `datasets` says about one dataset.
struct DatasetReader {
    /// The dataset; `nil` when its name cannot be read.
    let name: DatasetName?
    /// What is declared; `nil` when it cannot be read.
    private(set) var declaration: DatasetDeclaration?
    /// Everything that was wrong.
    private(set) var problems: [RuleProblem] = []

    /// Reads a declaration.
    ///
    /// - Parameter schema: the schema of a dataset that is named without one.
    init(_ entry: Setting.Entry, schema: String) {
        name = DatasetName(entry.key, defaultSchema: schema)
        if name == nil {
            problems.append(
                RuleProblem(
                    at: entry.keyLocation,
                    "'\(entry.key)' is not the name of a table; write table or schema.table"
                )
            )
        }
        guard case .mapping(let entries) = entry.value.content else {
            problems.append(
                RuleProblem(
                    at: entry.value.location,
                    "dataset '\(entry.key)' must be a mapping such as { key: [id] }, not \(entry.value.shape)"
                )
            )
            return
        }
        let reader = SettingReader(
            entries,
            of: "dataset '\(entry.key)'",
            at: entry.value.location,
            defaultSchema: schema
        )
        reader.refuseKeys(
            otherThan: RuleFileKeys.dataset.map(\.name),
            hints: ["primary_key": "key", "keys": "key", "pii": "sensitive", "loaded_at_field": "time", "rows": "noun"]
        )
        declaration = DatasetDeclaration(
            key: reader.labels("key"),
            sensitive: Set(reader.labels("sensitive")),
            noun: reader.lineOfText("noun"),
            time: reader.text("time"),
            location: entry.keyLocation
        )
        problems += reader.distinctProblems
    }
}
