import AuditModel
import Postgres

/// Works out why rows cannot be linked, with further queries in the snapshot of the audit.
struct LinkageDiagnoser {
    let question: LinkageQuestion
    let rule: Relationship
    let scope: RuleScope
    let snapshot: SnapshotReader

    /// Diagnoses the rows that a rule has found.
    ///
    /// - Throws: `PostgresError`; ``LinkageDiagnosisError`` when the evidence cannot be used.
    func look(at measured: Measured) async throws -> CloserLook? {
        try await inSession { session in
            try await look(at: measured, joining: [figures(by: statement(gathering, .whole))], session)
        }
    }

    /// Reads the figures of a part of the rows.
    ///
    /// - Throws: `PostgresError`; ``LinkageDiagnosisError`` when the database does not hold Unicode text.
    func figures(of part: LinkagePart) async throws -> LinkageFigures {
        try await inSession { _ in try await figures(by: statement(gathering, part)) }
    }

    /// Says what the figures of all parts tell of the rows that a rule has found.
    ///
    /// - Throws: `PostgresError`; ``LinkageDiagnosisError`` when the evidence cannot be used.
    func look(at measured: Measured, joining parts: [LinkageFigures]) async throws -> CloserLook? {
        try await inSession { session in try await look(at: measured, joining: parts, session) }
    }

    private func look(
        at measured: Measured,
        joining parts: [LinkageFigures],
        _ session: Session
    ) async throws -> CloserLook? {
        var statement = statement(gathering, .whole)
        var figures: LinkageFigures
        if let joined = LinkageFigures(joining: parts) {
            figures = joined
        } else {
            figures = try await self.figures(by: statement)
        }
        if !figures.isWhole {
            statement = self.statement(.byRows, .whole)
            figures = try await self.figures(by: statement)
        }
        guard figures.total.rows == measured.population else {
            throw LinkageDiagnosisError.evidence(rows: figures.total.rows, population: measured.population)
        }
        let candidates = try await NameCandidates(question: question, session: session, snapshot: snapshot)
            .candidates(for: figures.missing.prefix(NameCandidates.nameCount).map { ($0.name, $0.rows) })
        let words = LinkageWords(question: question, rule: rule, scope: scope, figures: figures)
        var look = CloserLook()
        look.diagnosis = words.diagnosis(candidates: candidates, query: statement.sql, comparedBy: session.comparison)
        return look
    }

    /// Does something with the settings of a diagnosis, and puts those back that were there.
    private func inSession<Found>(_ body: (Session) async throws -> Found) async throws -> Found {
        let session = try await Session(reading: snapshot)
        guard session.speaksUTF8 else { throw LinkageDiagnosisError.encoding(session.encoding) }
        try await session.prepare(snapshot)
        let found = try await body(session)
        try await session.restore(snapshot)
        return found
    }

    private func figures(by statement: LinkageStatement) async throws -> LinkageFigures {
        try LinkageFigures(try await snapshot.rows(statement.sql))
    }

    private func statement(_ gathering: LinkageStatement.Gathering, _ part: LinkagePart) -> LinkageStatement {
        LinkageStatement(question: question, rule: rule, scope: scope, gathering: gathering, part: part)
    }

    /// The evidence is read alone when, as far as can be told before, it has one row for each row of the rule.
    private var gathering: LinkageStatement.Gathering {
        guard let evidence = question.evidence, rule.nulls == .violation, scope.filter == nil else { return .byRows }
        let key = scope.key(of: rule.dataset.value)
        return !key.isEmpty && Set(key) == Set(evidence.keys.map(\.row.value)) ? .byEvidence : .byRows
    }
}

/// Why a diagnosis could not be made.
enum LinkageDiagnosisError: Error, CustomStringConvertible {
    /// The database does not hold Unicode text.
    case encoding(String)
    /// The evidence does not have just one row for each row of the rule.
    case evidence(rows: Int, population: Int)

    var description: String {
        switch self {
        case .encoding(let name):
            "why rows cannot be linked is only worked out in databases with the encoding UTF8; this one has \(name)"
        case .evidence(let rows, let population):
            "the evidence must have at most one row for each row of the rule, but \(Wording.count(population)) rows have "
                + "\(Wording.count(rows)); check 'keys' and 'where' of 'evidence'"
        }
    }
}

/// What a diagnosis must know of the session, and the settings that it changes for its own queries.
struct Session {
    let encoding: String
    /// The schema of pg_trgm, quoted, where it can be used.
    let trigrams: String?
    /// The schema of fuzzystrmatch, quoted, where it can be used.
    let distances: String?
    private let settings: [(name: String, value: String)]

    var speaksUTF8: Bool { encoding == "UTF8" }

    /// How alike two names are, in words.
    var comparison: String {
        trigrams != nil
            ? "by the sequences of three letters that they share (pg_trgm)"
            : distances != nil
                ? "by the letters that must be changed to turn one into the other (fuzzystrmatch)"
                : "by the sequences of three letters that they share"
    }

    /// Sorting millions of texts and comparing each row with each are never the better way here, nor is keeping what was
    /// worked out for a text where each comes once. Larger hash tables were slower: they lie outside the processor's cache.
    private static let changes = [
        ("enable_sort", "off"), ("enable_nestloop", "off"), ("enable_mergejoin", "off"), ("enable_memoize", "off"),
        ("parallel_tuple_cost", "0"), ("parallel_setup_cost", "0"), ("work_mem", mostMemory),
    ]

    private static let mostMemory = "64MB"

    init(reading snapshot: SnapshotReader) async throws {
        func schema(of name: String) -> String {
            """
            (SELECT quote_ident(n.nspname) FROM pg_catalog.pg_extension AS e
             JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
             WHERE e.extname = '\(name)' AND has_schema_privilege(n.oid, 'USAGE'))
            """
        }
        let values = Self.changes.map { "current_setting('\($0.0)', true) AS \($0.0)" }.joined(separator: ", ")
        let row = try await snapshot.rows(
            """
            SELECT current_setting('server_encoding') AS encoding, \(schema(of: "pg_trgm")) AS trigrams,
                   \(schema(of: "fuzzystrmatch")) AS distances, \(values),
                   pg_size_bytes(current_setting('work_mem')) > pg_size_bytes('\(Self.mostMemory)') AS has_more
            """
        ).first
        encoding = row?["encoding"] ?? ""
        trigrams = row?["trigrams"]
        distances = row?["distances"]
        // A server that lacks a setting has none to change.
        settings = Self.changes.compactMap { name, _ in
            name == "work_mem" && row?["has_more"] != "t" ? nil : row?[name].map { (name, $0) }
        }
    }

    /// Changes the settings, for this transaction only.
    func prepare(_ snapshot: SnapshotReader) async throws {
        let known = Set(settings.map(\.name))
        try await set(Self.changes.filter { known.contains($0.0) }, snapshot)
    }

    /// Puts the settings back.
    func restore(_ snapshot: SnapshotReader) async throws {
        try await set(settings, snapshot)
    }

    private func set(_ values: [(String, String)], _ snapshot: SnapshotReader) async throws {
        let calls = values.map {
            "set_config('\($0.0)', \(SQL.quoted(literal: $0.1)), true)"
        }
        _ = try await snapshot.rows("SELECT \(calls.joined(separator: ", "))")
    }
}
