import Foundation
import Ingest
import Postgres

/// How often a key had values of one JSON type, and where first; a row of `staging.key_types`.
struct KeyTypeSighting: Codable, Sendable, Equatable {
    var source: SourceKind
    var key: String
    var type: String
    var records: Int
    var firstFile: String
    var firstLine: Int

    enum CodingKeys: String, CodingKey {
        case source, key, type, records
        case firstFile = "first_file"
        case firstLine = "first_line"
    }

    /// The type, how often and where first, as a part of what a finding says.
    var sentence: String { "\(type) in \(records) (first \(firstFile):\(firstLine))" }

    /// What a reader saw of one key under one type.
    init(_ source: SourceKind, _ key: String, _ type: JSONValue.Kind, _ sighting: KeyFacts.Sighting, files: [String]) {
        self.source = source
        self.key = key
        self.type = "\(type)"
        records = sighting.records
        firstFile = files.indices.contains(sighting.first.file) ? files[sighting.first.file] : ""
        firstLine = sighting.first.line
    }

    /// What is remembered of earlier loads; `nil` for what is no such row.
    init?(_ row: Rows.Row) {
        guard let source = row["source"].flatMap(SourceKind.init), let key = row["key"], let type = row["type"] else {
            return nil
        }
        self.source = source
        self.key = key
        self.type = type
        records = row.integer("records") ?? 0
        firstFile = row["first_file"] ?? ""
        firstLine = row.integer("first_line") ?? 0
    }

    /// The sightings of a reader. Null is no type: any key can be without a value.
    static func all(_ facts: [KeyFacts], of source: SourceKind, files: [String]) -> [KeyTypeSighting] {
        facts.flatMap { facts in
            facts.types.filter { $0.key != .null }.map {
                KeyTypeSighting(source, facts.key, $0.key, $0.value, files: files)
            }
        }
    }
}

/// Remembers from load to load which types keys had, so that a key whose type changes between loads is drift as well.
struct KeyTypes {
    let schemas: SchemaSetup
    let connection: Connection

    private struct Key: Hashable {
        var source: SourceKind
        var key: String
    }

    /// Finds the keys that do not have the type in which earlier loads mostly read them.
    ///
    /// - Parameter told: what is known already; a key that changes its type within a load is told once.
    func drift(_ sightings: [KeyTypeSighting], besides told: [DriftFinding]) async throws -> [DriftFinding] {
        let told = Set(told.filter { $0.kind == .type }.map { Key(source: $0.source, key: $0.key) })
        let earlier = Dictionary(grouping: try await known()) { Key(source: $0.source, key: $0.key) }
        let now = Dictionary(grouping: sightings) { Key(source: $0.source, key: $0.key) }
        let findings = now.compactMap { key, types -> DriftFinding? in
            guard !told.contains(key), let before = earlier[key], let usual = before.max(by: Self.precedes)?.type else {
                return nil
            }
            let others = types.filter { $0.type != usual }.sorted { Self.precedes($1, $0) }
            guard let first = others.first else { return nil }
            return DriftFinding(
                source: key.source,
                key: key.key,
                kind: .type,
                detail: "\(Self.list(others)); in earlier loads \(Self.list(before.sorted { Self.precedes($1, $0) }))",
                records: others.reduce(0) { $0 + $1.records },
                firstFile: first.firstFile,
                firstLine: first.firstLine
            )
        }
        return findings.sorted { ($0.source.rawValue, $0.key) < ($1.source.rawValue, $1.key) }
    }

    /// Adds what a load has seen.
    func remember(_ sightings: [KeyTypeSighting], loadID: Int) async throws {
        guard !sightings.isEmpty else { return }
        try await connection.query(
            """
            INSERT INTO \(identifier: schemas.staging).key_types AS t
            SELECT source, key, type, records, \(loadID)::bigint, first_file, first_line
            FROM json_to_recordset(\(try StagingCleaning.json(sightings))::json)
                AS s(source text, key text, type text, records bigint, first_file text, first_line bigint)
            ON CONFLICT (source, key, type) DO UPDATE SET records = t.records + excluded.records
            """
        )
    }

    private func known() async throws -> [KeyTypeSighting] {
        try await connection.query(
            "SELECT source, key, type, records, first_file, first_line FROM \(identifier: schemas.staging).key_types"
        ).compactMap(KeyTypeSighting.init)
    }

    private static func precedes(_ one: KeyTypeSighting, _ other: KeyTypeSighting) -> Bool {
        (one.records, other.type) < (other.records, one.type)
    }

    private static func list(_ sightings: [KeyTypeSighting]) -> String {
        sightings.map(\.sentence).joined(separator: ", ")
    }
}
