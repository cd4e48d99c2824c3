import AuditModel
import Foundation
import Postgres

/// Where and when a snapshot was taken.
struct SnapshotFacts: Sendable {
    /// The server's clock, `yyyy-mm-dd hh:mm:ss` in UTC.
    var now = ""
    /// `pg_current_snapshot()`.
    var snapshot = ""
    /// The write-ahead log position; on a standby the last one replayed.
    var walLSN: String?
    /// The server's version.
    var serverVersion = ""
    /// Whether it takes writes or follows a server that does.
    var serverRole: ServerRole?
    /// The database's name.
    var database = ""
    /// The role's name.
    var role = ""
    /// What the role may do beyond reading; `read-only` alone when that is nothing.
    var rolePowers: [String] = []
    /// Where names without a schema are looked for, as the setting of that name takes it.
    var searchPath = ""
    /// Whether statements wait for locks as long as it takes.
    var waitsForLocks = false
    /// The memory in which the server keeps parts of its tables, `shared_buffers`; `nil` where it does not say.
    var cacheBytes: Int?

    /// Facts that are not known yet.
    init() {}

    /// Reads the facts inside the snapshot, and makes settings for its transaction in the same round trip.
    ///
    /// - Parameters:
    ///   - datasets: the tables for which it matters whether the role may write.
    ///   - path: where names without a schema are looked for from now on.
    ///   - settings: further settings by name.
    /// - Throws: `PostgresError`.
    init(
        reading connection: Connection,
        writableAmong datasets: Set<DatasetName>,
        in path: SearchPath,
        making settings: [String: String]
    ) async throws {
        let row = try await connection.query(
            """
            SELECT \(raw: SnapshotSession.calls(making: settings)),
                   set_config('search_path', \(raw: path.sql), true) AS path,
                   current_setting('lock_timeout') = '0' AS waits,
                   to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS now,
                   pg_current_snapshot()::text AS snapshot,
                   CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS lsn,
                   pg_is_in_recovery() AS follows, current_setting('server_version') AS version,
                   current_database() AS database, current_user AS role,
                   pg_size_bytes(current_setting('shared_buffers', true)) AS cache,
                   (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
                   (\(raw: Self.mayWrite(datasets))) AS writer
            """
        ).first
        now = row?["now"] ?? ""
        snapshot = row?["snapshot"] ?? ""
        walLSN = row?["lsn"]
        serverVersion = row?["version"] ?? ""
        serverRole = row?["follows"] == "t" ? .standby : .primary
        database = row?["database"] ?? ""
        role = row?["role"] ?? ""
        searchPath = row?["path"] ?? ""
        waitsForLocks = row?["waits"] == "t"
        cacheBytes = row?["cache"].flatMap { Int($0) }
        let powers = [("superuser", "superuser"), ("writer", "can write")].filter { row?[$0.0] == "t" }.map(\.1)
        rolePowers = powers.isEmpty ? ["read-only"] : powers
    }

    /// Not by to_regclass, which refuses to look into a schema that the role may not use: then no rule would run.
    private static func mayWrite(_ datasets: Set<DatasetName>) -> String {
        let names = datasets.sorted().map { dataset in
            "(\(SQL.quoted(literal: dataset.schema)), \(SQL.quoted(literal: dataset.table)))"
        }
        return """
            EXISTS (
                SELECT 1 FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE (n.nspname, c.relname) IN (\((["(NULL, NULL)"] + names).joined(separator: ", ")))
                  AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE'))
            """
    }
}

/// Instants as text.
enum Instant {
    /// `2018-11-30T12:00:00` with any separator, in UTC, without fractions.
    static func text(_ date: Date, separator: String) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        func padded(_ number: Int?, _ width: Int = 2) -> String {
            let digits = String(number ?? 0)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let day = "\(padded(parts.year, 4))-\(padded(parts.month))-\(padded(parts.day))"
        return "\(day)\(separator)\(padded(parts.hour)):\(padded(parts.minute)):\(padded(parts.second))"
    }
}
