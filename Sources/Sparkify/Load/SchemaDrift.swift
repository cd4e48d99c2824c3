import Ingest
import Postgres

/// One way in which the keys of source records are not what they are known to be, or not the same in all records.
public struct DriftFinding: Codable, Sendable, Equatable {
    /// What kinds of drift there are, as `staging.drift` names them.
    public enum Kind: String, Codable, Sendable {
        /// Records have a key that is not known. It is kept in `extra`.
        case unknownKey = "unknown key"
        /// Records lack a known key.
        case missingKey = "missing key"
        /// A key holds values of different JSON types; null is none of them.
        case type
    }

    /// The kind of source.
    public var source: SourceKind
    /// The key.
    public var key: String
    /// The kind of drift.
    public var kind: Kind
    /// What was found, in words.
    public var detail: String
    /// How many records are concerned; of types those that are not of the most frequent one.
    public var records: Int
    /// The file of the first such record, from the folder that was loaded.
    public var firstFile: String
    /// The line on which it begins, from 1.
    public var firstLine: Int

    enum CodingKeys: String, CodingKey {
        case source, key, kind, detail, records
        case firstFile = "first_file"
        case firstLine = "first_line"
    }
}

/// Finds drift in what a reader saw.
struct SchemaDrift {
    let source: SourceKind
    /// The paths of the files in the order in which they were read.
    let files: [String]

    /// The findings, known keys first.
    ///
    /// - Parameter unlistedKeys: how many records had unknown keys that are not among the facts.
    func findings(_ facts: [KeyFacts], unlistedKeys: Int) -> [DriftFinding] {
        var findings = facts.flatMap { [unknown($0), missing($0), types($0)].compactMap { $0 } }
        if unlistedKeys > 0, let last = findings.last(where: { $0.kind == .unknownKey }) {
            var rest = last
            rest.key = "(other keys)"
            rest.records = unlistedKeys
            rest.detail = "more unknown keys than are listed one by one"
            findings.append(rest)
        }
        return findings
    }

    private func unknown(_ facts: KeyFacts) -> DriftFinding? {
        guard !facts.isKnown, let first = facts.types.values.map(\.first).min() else { return nil }
        let records = facts.types.values.reduce(0) { $0 + $1.records }
        return finding(facts, .unknownKey, "not a known key: \(list(facts.types, of: facts.key))", records, first)
    }

    private func missing(_ facts: KeyFacts) -> DriftFinding? {
        guard let missing = facts.missing else { return nil }
        let present = facts.types.values.reduce(0) { $0 + $1.records }
        let detail = "missing in \(missing.records) of \(missing.records + present) records"
        return finding(facts, .missingKey, detail, missing.records, missing.first)
    }

    private func types(_ facts: KeyFacts) -> DriftFinding? {
        let types = facts.types.filter { $0.key != .null }
        guard types.count > 1 else { return nil }
        let common = types.max { ($0.value.records, $1.value.first) < ($1.value.records, $0.value.first) }
        let others = types.filter { $0.key != common?.key }
        guard let first = others.values.map(\.first).min() else { return nil }
        return finding(facts, .type, list(types, of: facts.key), others.values.reduce(0) { $0 + $1.records }, first)
    }

    private func finding(
        _ facts: KeyFacts,
        _ kind: DriftFinding.Kind,
        _ detail: String,
        _ records: Int,
        _ first: KeyFacts.Place
    ) -> DriftFinding {
        DriftFinding(
            source: source,
            key: facts.key,
            kind: kind,
            detail: detail,
            records: records,
            firstFile: file(first),
            firstLine: first.line
        )
    }

    /// Types with their counts and first places, most frequent first.
    private func list(_ types: [JSONValue.Kind: KeyFacts.Sighting], of key: String) -> String {
        let sorted = types.sorted { ($1.value.records, $0.value.first) < ($0.value.records, $1.value.first) }
        return sorted.map { KeyTypeSighting(source, key, $0.key, $0.value, files: files).sentence }.joined(
            separator: ", "
        )
    }

    private func file(_ place: KeyFacts.Place) -> String {
        files.indices.contains(place.file) ? files[place.file] : ""
    }

    /// Writes the findings of a load into `staging.drift`.
    static func write(
        _ findings: [DriftFinding],
        loadID: Int,
        _ schemas: SchemaSetup,
        _ connection: Connection
    ) async throws {
        guard !findings.isEmpty else { return }
        try await connection.query(
            """
            INSERT INTO \(identifier: schemas.staging).drift
            SELECT \(loadID)::bigint, source, key, kind, detail, records, first_file, first_line
            FROM json_to_recordset(\(try StagingCleaning.json(findings))::json)
                AS d(source text, key text, kind text, detail text, records bigint, first_file text, first_line bigint)
            """
        )
    }
}
