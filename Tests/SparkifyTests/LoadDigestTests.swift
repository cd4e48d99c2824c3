import Foundation
import Postgres
import TestSupport
import Testing

@testable import Sparkify

@Suite("The fingerprint of a folder")
struct LoadDigestTests {
    private static let day = Date(timeIntervalSince1970: 1_600_000_000)

    private static func event(_ number: Int) -> String { LoadFixture.event(["ts": "\(number)"]) }

    private func setTime(_ time: Date, of file: String) throws {
        try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file)
    }

    @Test("A folder that is as the last load left it is known without a look at the ledger's rows of its files")
    func unchanged() async throws {
        let fixture = try LoadFixture()
        try fixture.songs([LoadFixture.song()])
        try fixture.events([Self.event(1)])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(fixture.source)
            // Were the rows looked at, the files would be read again.
            try await connection.query("UPDATE plumb.files SET size_bytes = -1, sha256 = ''")
            let again = try await loader.load(fixture.source)
            #expect(again.loadID == nil)
            #expect(again.sources.map(\.unchangedFiles) == [1, 1])
            #expect(again.tables.map(\.rowsAfter) == again.tables.map(\.rowsBefore))
            let verifying = SparkifyLoader(connection: connection, options: LoadOptions(verifiesFiles: true))
            #expect(try await verifying.load(fixture.source).sources.map(\.unchangedFiles) == [0, 0])
        }
    }

    @Test(
        "A file whose time, size or inode alone has changed, or whose name has, is seen",
        arguments: ["time", "size", "inode", "name"]
    )
    func changed(_ change: String) async throws {
        let fixture = try LoadFixture()
        try fixture.events([Self.event(1)])
        try fixture.events([Self.event(5)], file: "log_data/other.json")
        let file = fixture.path + "/log_data/2018/11/a.json"
        try setTime(Self.day, of: file)
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(fixture.source)
            #expect(try await loader.load(fixture.source).loadID == nil)
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
            let text = change == "size" ? Self.event(1) + "\n" + Self.event(2) : Self.event(2)
            switch change {
            case "inode":
                // The old file stays under another name, so that its inode is not given again.
                try FileManager.default.moveItem(atPath: file, toPath: fixture.path + "/log_data/old.txt")
                try Data(text.utf8).write(to: URL(fileURLWithPath: file))
            case "name":
                try FileManager.default.moveItem(atPath: file, toPath: fixture.path + "/log_data/2018/11/b.json")
            default:
                try handle.write(contentsOf: Data(text.utf8))
            }
            try handle.close()
            if change != "name" { try setTime(change == "time" ? Self.day + 1 : Self.day, of: file) }
            let summary = try await loader.load(fixture.source)
            #expect(summary.loadID == 2)
            #expect(summary.removedFileCount == (change == "name" ? 1 : 0))
            #expect(summary.tables.first { $0.name == "songplays" }?.rowsAfter == (change == "name" ? 2 : 3))
        }
    }

    @Test("A folder is not taken for unchanged when another load came between and read its files otherwise")
    func loadBetween() async throws {
        let fixture = try LoadFixture()
        try fixture.events([Self.event(1)])
        let other = LoadSource(events: fixture.path + "/log_data/2018")
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(fixture.source)
            try fixture.events([Self.event(1), Self.event(2)])
            #expect(try await loader.load(other).loadID == 2)
            try fixture.events([Self.event(3)])
            #expect(try await loader.load(fixture.source).loadID == 3)
            #expect(try await loader.load(fixture.source).loadID == nil)
        }
    }

    @Test("A known file that a folder's walk passes over is still missed when it goes later")
    func passedOver() async throws {
        let fixture = try LoadFixture()
        try fixture.events([Self.event(1)])
        try fixture.events([Self.event(2)], file: "aside/b.json")
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(LoadSource(events: fixture.path))
            try fixture.events([Self.event(1), Self.event(3)])
            #expect(try await loader.load(fixture.source).removedFileCount == 0)
            try FileManager.default.removeItem(atPath: fixture.path + "/aside/b.json")
            #expect(try await loader.load(fixture.source).removedFileCount == 1)
        }
    }
}
