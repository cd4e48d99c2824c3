import Postgres

/// Creates the tables that a load fills, and refuses tables that are not the loader's.
struct SchemaSetup {
    /// The schema of the star tables.
    let star: String
    /// The schema of the staging tables.
    let staging: String

    /// Names the schemas.
    ///
    /// - Throws: ``LoadError`` when the names cannot be used.
    init(_ options: LoadOptions) throws(LoadError) {
        star = options.starSchema
        staging = options.stagingSchema
        func refuse(_ reason: String) -> LoadError { .unusableSchema(name: star, reason: reason) }
        if star.isEmpty { throw refuse("it is empty") }
        // Rules name the schema in SQL of their own, where quotes, dots and spaces would mean something else.
        guard star.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }) else {
            throw refuse("use letters, digits, '_' and '-'")
        }
        if staging.utf8.count > 63 { throw refuse("it is too long; at most 55 bytes leave room for '_staging'") }
        if star.hasPrefix("pg_") || star == "information_schema" { throw refuse("it belongs to PostgreSQL") }
        if star == LedgerSchema.name { throw refuse("it is the ledger's") }
        if star == "staging" { throw refuse("it is the staging schema of 'public'") }
    }

    /// Creates what is missing. Call it with the load's lock held.
    ///
    /// - Returns: whether the star and staging tables are new. Large ones have no keys yet, see ``addKey(of:in:_:)``.
    /// - Throws: ``LoadError/foreignTables(present:absent:)``, ``PostgresError``.
    func prepare(_ connection: Connection) async throws -> Bool {
        let relations = try await relations(connection)
        let ledger = LedgerSchema.tables.map { (LedgerSchema.name, $0) }
        let data = StarSchema.tables.map { (star, $0) } + StagingSchema.firstTables.map { (staging, $0) }
        let hasLedger = try isPresent(ledger, in: relations)
        let hasData = try isPresent(data, in: relations)
        if hasData, !hasLedger {
            throw LoadError.foreignTables(present: data.map(Self.fullName), absent: ledger.map(Self.fullName))
        }
        if !hasLedger {
            try await createSchema(LedgerSchema.name, connection)
            let tables = ledger.map { $0.1.script(in: $0.0) }.joined()
            try await connection.execute(script: tables + LedgerSchema.viewScript)
        }
        if hasLedger { try await SchemaUpgrade(connection: connection).upgradeLedger() }
        let later = StagingSchema.laterTables.map { (staging, $0) }
        guard !hasData else {
            try await SchemaUpgrade(connection: connection).upgradeStaging(staging)
            let absent = later.filter { !relations.contains(Self.fullName($0)) }
            if !absent.isEmpty { try await connection.execute(script: absent.map { $0.1.script(in: $0.0) }.joined()) }
            return false
        }
        // Rows of the ledger whose tables have been dropped speak of data that is gone.
        try await forgetLoads(connection)
        try await createSchema(star, connection)
        try await createSchema(staging, connection)
        try await connection.execute(script: (data + later).map { $0.1.script(in: $0.0) }.joined())
        return true
    }

    /// Adds the key that a large new table was made without.
    func addKey(of table: TableDefinition, in schema: String, _ connection: Connection) async throws {
        try await connection.execute(script: table.keyScript(in: schema))
    }

    private func relations(_ connection: Connection) async throws -> Set<String> {
        let rows = try await connection.query(
            """
            SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN (\(star), \(staging), \(LedgerSchema.name))
            """
        )
        return Set(rows.compactMap { row in row["schema"].flatMap { schema in row["name"].map { "\(schema).\($0)" } } })
    }

    /// Whether all tables are there; some but not all are an error.
    private func isPresent(_ tables: [(String, TableDefinition)], in relations: Set<String>) throws -> Bool {
        let names = tables.map(Self.fullName)
        let present = names.filter(relations.contains)
        guard present.isEmpty || present.count == names.count else {
            throw LoadError.foreignTables(present: present, absent: names.filter { !relations.contains($0) })
        }
        return !present.isEmpty
    }

    private static func fullName(_ table: (String, TableDefinition)) -> String { "\(table.0).\(table.1.name)" }

    /// `CREATE SCHEMA IF NOT EXISTS` asks for a right that is not needed when the schema is there.
    private func createSchema(_ name: String, _ connection: Connection) async throws {
        let found = try await connection.query("SELECT FROM pg_namespace WHERE nspname = \(name)")
        if found.isEmpty { try await connection.query("CREATE SCHEMA \(identifier: name)") }
    }

    private func forgetLoads(_ connection: Connection) async throws {
        try await connection.query(
            "DELETE FROM plumb.reasons WHERE file_id IN (SELECT file_id FROM plumb.files WHERE star_schema = \(star))"
        )
        try await connection.query("DELETE FROM plumb.files WHERE star_schema = \(star)")
        try await connection.query("DELETE FROM plumb.loads WHERE star_schema = \(star)")
    }
}
