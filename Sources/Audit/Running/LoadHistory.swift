import AuditModel
import Postgres

/// Reads what Plumb's loads made of their input, from the ledger that they keep in the schema `plumb`.
///
/// The ledger's shape: `plumb.load_reconciliation(star_schema, source, files, records, loaded, filtered, rejected)`, one row
/// per kind of source, and `plumb.load_reasons(star_schema, source, outcome, reason, records)`, one row per reason, with outcome
/// `filtered` or `rejected`.
struct LoadHistory {
    var connection: Connection

    /// Reads the ledger of the loads into one schema; empty when Plumb loaded nothing there.
    ///
    /// - Throws: `PostgresError`.
    func reconciliations(schema: String) async throws -> [LoadReconciliation] {
        let ledger = try await connection.query("SELECT to_regclass('plumb.load_reconciliation') AS ledger").first
        guard ledger?["ledger"] != nil else { return [] }
        let reasons = try await connection.query(
            """
            SELECT source, outcome, reason, records FROM plumb.load_reasons
            WHERE star_schema = \(schema) ORDER BY records DESC, reason
            """
        )
        let sources = try await connection.query(
            """
            SELECT source, files, records, loaded, filtered, rejected FROM plumb.load_reconciliation
            WHERE star_schema = \(schema) ORDER BY source
            """
        )
        return sources.map { row in
            let source = row["source"] ?? ""
            func counts(_ outcome: String) -> [ReasonCount] {
                reasons.filter { $0["source"] == source && $0["outcome"] == outcome }
                    .map { ReasonCount(reason: $0["reason"] ?? "", records: $0.integer("records") ?? 0) }
            }
            return LoadReconciliation(
                source: source,
                files: row.integer("files") ?? 0,
                records: row.integer("records") ?? 0,
                loaded: row.integer("loaded") ?? 0,
                filtered: row.integer("filtered") ?? 0,
                rejected: row.integer("rejected") ?? 0,
                filteredReasons: counts("filtered"),
                rejectedReasons: counts("rejected")
            )
        }
    }
}
