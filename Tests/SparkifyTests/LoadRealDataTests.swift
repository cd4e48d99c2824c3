import Foundation
import Postgres
@testable import Sparkify
import TestSupport
import Testing

/// The folder with the real files, when there is one.
private let realData = ProcessInfo.processInfo.environment["PLUMB_SPARKIFY_DATA"]

@Suite("Loading the real files")
struct LoadRealDataTests {
    @Test(
        "The real files give the published figures, and loading them again changes no row",
        .enabled(if: realData != nil, "PLUMB_SPARKIFY_DATA names no folder")
    )
    func publishedFigures() async throws {
        let data = try #require(realData)
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            let summary = try await loader.load(LoadSource(data: data))

            let songs = try #require(summary.sources.first)
            #expect(songs.files == 71)
            #expect(songs.figures == [71, 71, 0, 0])
            let events = try #require(summary.sources.last)
            #expect(events.files == 30)
            #expect(events.figures == [8056, 6820, 1236, 0])
            #expect(events.filteredReasons.first == LoadReason(reason: "page is 'Home', not 'NextSong'", records: 806))
            #expect(summary.linkedPlays == 1)
            let rows = Dictionary(uniqueKeysWithValues: summary.tables.map { ($0.name, $0.rowsAfter) })
            #expect(rows == ["songplays": 6820, "users": 96, "songs": 71, "artists": 69, "time": 6813])

            let before = try await LoadFixture.fingerprint(connection)
            let again = try await loader.load(LoadSource(data: data))
            #expect(again.loadID == nil)
            #expect(again.sources.map(\.unchangedFiles) == [71, 30])
            #expect(try await LoadFixture.fingerprint(connection) == before)
        }
    }
}
