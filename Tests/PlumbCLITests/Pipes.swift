import Postgres
import TestSupport

/// A database with a table of three pipes, one without a name, and rules for it.
enum Pipes {
    /// Runs a body with such a database.
    static func withDatabase(_ body: (String, Connection) async throws -> Void) async throws {
        try await TestDatabase.withDatabase { database in
            try await connecting(to: database) { connection in
                try await connection.execute(
                    script: """
                        CREATE TABLE pipes (id int PRIMARY KEY, name text, laid timestamp);
                        INSERT INTO pipes VALUES (1, 'main', '2020-01-01'), (2, 'drain', '2020-01-01'), (3, NULL, '2020-01-01');
                        CREATE TABLE taps (id int PRIMARY KEY);
                        INSERT INTO taps VALUES (1);
                        """
                )
                try await body(database, connection)
            }
        }
    }

    /// A rule file with these rules, each in YAML's flow style.
    static func rules(_ rules: String...) -> String {
        "version: 1\naudit: plumbing\nrules:\n" + rules.map { "  - \($0)\n" }.joined()
    }

    /// Holds.
    static let unique =
        "{ id: pipes.id.unique, title: Pipes have numbers, kind: unique, dataset: pipes, columns: [id] }"
    /// Fails: 1 of 3.
    static let named =
        "{ id: pipes.name.present, title: Pipes have names, kind: not_null, dataset: pipes, column: name }"
    /// Fails gravely: 1 of 3.
    static let criticallyNamed =
        "{ id: pipes.name.vital, kind: not_null, dataset: pipes, column: name, severity: critical, tags: [vital] }"
    /// Warns: 1 of 3.
    static let better =
        #"{ id: pipes.name.better, kind: not_null, dataset: pipes, column: name, warn_if: "> 0", severity: warn }"#
    /// Holds, over another table.
    static let taps = "{ id: taps.id.present, kind: not_null, dataset: taps, column: id }"
    /// There is no such table.
    static let missing = "{ id: valves.id.present, kind: not_null, dataset: valves, column: id }"
    /// Takes half a minute.
    static let slow = "{ id: pipes.slow.sleep, kind: sql, rows: select pg_sleep(30) }"
}
