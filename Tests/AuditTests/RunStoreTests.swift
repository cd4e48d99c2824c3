import Audit
import AuditModel
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Where runs are kept")
struct RunStoreTests {
    private let folder = "/tmp/plumb-history-\(UUID().uuidString)"
    private let subject = RunSubject(audit: "a", database: "d", schema: "public")

    /// A run of one rule that fails.
    private func run(_ sequence: Int, audit: String = "a", id: String = UUID().uuidString) throws -> RunRecord {
        let object: [String: Any] = [
            "record_version": 1, "id": id, "at": "2026-11-25T12:00:00Z", "sequence": sequence,
            "as_of": "2026-11-25T12:00:00Z", "gate": "fail", "exit_code": 1, "rules_sha256": "x", "content_sha256": "y",
            "subject": ["audit": audit, "database": "d", "schema": "public"],
            "results": [
                [
                    "rule": "r", "title": "It's a \"rule\"", "status": "fail", "violations": 2, "population": 10,
                    "violation_keys": ["total": 2, "hashes": "a b"], "violation_set_sha256": "z",
                    "first_seen": "2026-11-24T12:00:00Z", "query_sha256": "q",
                ],
                [
                    "rule": "m", "title": "A figure", "status": "pass", "violations": 0, "population": 1,
                    "value": "3.25",
                ],
            ],
        ]
        return try JSONDecoder().decode(RunRecord.self, from: JSONSerialization.data(withJSONObject: object))
    }

    @Test("Files hold runs, newest first; only the latest keeps the hashes of keys")
    func files() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = FileRunStore(folder: folder)
        #expect(store.runs(of: subject, last: 5).isEmpty)
        let runs = try [run(1), run(2), run(3, audit: "other"), run(4)]
        for run in runs { try store.keep(run) }
        #expect(store.runs(of: subject, last: 5) == [runs[3], runs[1].withoutKeys, runs[0].withoutKeys])
        #expect(store.runs(of: nil, last: 2).map(\.sequence) == [4, 3])
        #expect(
            PastRuns(store.runs(of: subject, last: 2)).values(ofRule: "m", last: 5).map(\.description) == [
                "3.25", "3.25",
            ]
        )
    }

    @Test("A file that is damaged is passed over and told of")
    func damaged() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let problems = Problems()
        let store = FileRunStore(folder: folder) { problems.add($0) }
        try store.keep(run(1))
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
        try Data("{".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name.replacing("1-", with: "2-"))"))
        #expect(store.runs(of: nil, last: 5).map(\.sequence) == [1])
        #expect(problems.all.count == 1 && problems.all[0].contains("is no run that this plumb can read"))
    }

    @Test("Old files are let go")
    func retention() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = FileRunStore(folder: folder)
        for sequence in 1...(Retention.files + 3) { try store.keep(run(sequence)) }
        let left = store.runs(of: subject, last: 1_000).map(\.sequence)
        #expect(left.count == Retention.files && left.last == 4)
    }

    @Test("A database makes its tables with the first run, and keeps each as a whole also when several come at once")
    func database() async throws {
        try await TestDatabase.withDatabase { (name: String) in
            let target = ConnectionTarget(parameters: ["dbname": name])
            let store = DatabaseRunStore(target: target)
            #expect(try await store.runs(of: subject, last: 5).isEmpty)
            let runs = try (1...6).map { try run($0) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for run in runs { group.addTask { try await store.keep(run) } }
                try await group.waitForAll()
            }
            try await store.keep(try run(7, audit: "other"))
            let kept = try await store.runs(of: subject, last: 5)
            #expect(kept.map(\.sequence) == [6, 5, 4, 3, 2])
            #expect(kept.map(\.withoutKeys) == runs.reversed().prefix(5).map(\.withoutKeys))
            #expect(kept[0].hasKeys && !kept[4].hasKeys)
            #expect(try await store.runs(of: nil, last: 1).first?.subject.audit == "other")
        }
    }

    @Test("Tables of a later version are left alone, and a role that may not write is told so")
    func refused() async throws {
        try await TestDatabase.withDatabase { (name: String) in
            let target = ConnectionTarget(parameters: ["dbname": name])
            try await DatabaseRunStore(target: target).keep(run(1))
            let connection = try await Connection.open(target)
            try await connection.execute(
                script: """
                    DO $$ BEGIN CREATE ROLE plumb_runs_reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
                    GRANT USAGE ON SCHEMA plumb TO plumb_runs_reader; GRANT SELECT ON ALL TABLES IN SCHEMA plumb TO plumb_runs_reader;
                    """
            )
            let reader = ConnectionTarget(parameters: ["dbname": name, "user": "plumb_runs_reader"])
            #expect(try await DatabaseRunStore(target: reader).runs(of: nil, last: 1).count == 1)
            let refusal = await #expect(throws: PostgresError.self) {
                try await DatabaseRunStore(target: reader).keep(run(2))
            }
            #expect(refusal?.sqlState == .insufficientPrivilege)
            try await connection.query("INSERT INTO plumb.history_versions (version) VALUES (99)")
            await #expect(throws: NewerHistory.self) { try await DatabaseRunStore(target: target).keep(run(3)) }
            #expect(try await connection.value("SELECT count(*)::text FROM plumb.runs") == "1")
            await connection.close()
        }
    }
}

/// What a store has told.
private final class Problems: @unchecked Sendable {
    private let lock = NSLock()
    private var texts: [String] = []

    func add(_ text: String) { lock.withLock { texts.append(text) } }

    var all: [String] { lock.withLock { texts } }
}
