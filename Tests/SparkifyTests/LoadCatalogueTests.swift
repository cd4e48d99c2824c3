import Postgres
import TestSupport
import Testing

@testable import Sparkify

@Suite("Catalogues that arrive late, change or contradict themselves")
struct LoadCatalogueTests {
    private func file(_ song: [String: String], _ name: String, in fixture: LoadFixture) throws {
        try fixture.write([LoadFixture.song(song)], to: "song_data/\(name).json")
    }

    @Test("Songs and artists that arrive after plays link them, in files old and new, and the summary says how many")
    func late() async throws {
        let fixture = try LoadFixture()
        try fixture.events((1...3).map { LoadFixture.event(["ts": "\($0)"]) })
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(fixture.source)
            // The song comes under another title first, and plays of the same load are no late ones.
            try file(["title": "\"Misspelt\""], "a", in: fixture)
            #expect(try await loader.load(fixture.source).newlyLinkedPlays == 0)
            try file([:], "a", in: fixture)
            try fixture.events([LoadFixture.event(["ts": "4"])], file: "log_data/b.json")
            let summary = try await loader.load(fixture.source)
            #expect(summary.newlyLinkedPlays == 3)
            #expect(summary.linkedPlays == 4)
            #expect(summary.changedSongs == 1)
            let links: SQL = "SELECT DISTINCT song_id, artist_id FROM songplays"
            #expect(try await LoadFixture.rows(connection, links) == ["SO1|AR1"])
        }
    }

    @Test("A late artist's name alone links plays")
    func lateArtist() async throws {
        let fixture = try LoadFixture()
        try fixture.events([LoadFixture.event()])
        try file(["artist_name": "\"Helena\""], "a", in: fixture)
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            #expect(try await loader.load(fixture.source).linkedPlays == 0)
            try file([:], "a", in: fixture)
            let summary = try await loader.load(fixture.source)
            #expect([summary.newlyLinkedPlays, summary.changedArtists, summary.changedSongs] == [1, 1, 0])
        }
    }

    @Test("Changed songs and artists are updated and counted, and their old values are kept, time after time")
    func changed() async throws {
        let fixture = try LoadFixture()
        try fixture.events([LoadFixture.event()])
        try file([:], "a", in: fixture)
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            let first = try await loader.load(fixture.source)
            #expect([first.changedSongs, first.changedArtists, first.conflicts] == [0, 0, 0])
            try file(["year": "1999", "artist_location": "\"Basel\""], "a", in: fixture)
            let second = try await loader.load(fixture.source)
            #expect([second.changedSongs, second.changedArtists, second.conflicts] == [1, 1, 0])
            #expect(second.sources.first?.figures == [1, 1, 0, 0])
            // Back to what it was, in another file: that is a change as well.
            try file(["artist_id": "\"AR2\"", "artist_name": "\"Elena\""], "b", in: fixture)
            let third = try await loader.load(fixture.source)
            #expect([third.changedSongs, third.changedArtists] == [1, 0])
            #expect(
                try await LoadFixture.rows(
                    connection,
                    "SELECT song_id, artist_id, year, replaced_by FROM staging.song_history ORDER BY replaced_by"
                ) == ["SO1|AR1|0|2", "SO1|AR1|1999|3"]
            )
            #expect(
                try await LoadFixture.rows(
                    connection,
                    """
                    SELECT artist_id, name, location, longitude, replaced_by, replaced_at = started_at
                    FROM staging.artist_history JOIN plumb.loads ON load_id = replaced_by
                    """
                ) == ["AR1|Elena||-0.5|2|t"]
            )
            // The play stays with its song and follows it to its artist.
            #expect(try await LoadFixture.rows(connection, "SELECT song_id, artist_id FROM songplays") == ["SO1|AR2"])
            #expect(try await LoadFixture.rows(connection, "SELECT artist_id, year FROM songs") == ["AR2|0"])
        }
    }

    @Test("Records of one load that disagree are conflicts: the first by file and line counts, and all are told")
    func conflicts() async throws {
        let fixture = try LoadFixture()
        try fixture.write(
            [LoadFixture.song(), LoadFixture.song(["title": "\"Other\"", "year": "1999"])],
            to: "song_data/a.json"
        )
        try file(["title": "\"Third\"", "artist_location": "null", "artist_latitude": "1.5"], "b", in: fixture)
        try file(["song_id": "\"SO2\"", "artist_name": "\"Elena\""], "c", in: fixture)
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            let summary = try await loader.load(fixture.source)
            #expect(summary.conflicts == 4)
            let all: SQL = """
                SELECT entity, id, column_name, kept, values, files, lines FROM staging.conflicts ORDER BY 1 DESC, 2, 3
                """
            let (a, b) = ("song_data/a.json", "song_data/b.json")
            #expect(
                try await LoadFixture.rows(connection, all) == [
                    "song|SO1|title|Setanta matins|{\"Setanta matins\",Other,Third}|{\(a),\(a),\(b)}|{1,2,1}",
                    "song|SO1|year|0|{0,1999}|{\(a),\(a)}|{1,2}",
                    "artist|AR1|latitude|-|{NULL,1.5}|{\(a),\(b)}|{1,1}",
                    "artist|AR1|location||{\"\",NULL}|{\(a),\(b)}|{1,1}",
                ]
            )
            #expect(
                try await LoadFixture.rows(connection, "SELECT title, year FROM songs WHERE song_id = 'SO1'") == [
                    "Setanta matins|0"
                ]
            )
            // Other songs leave conflicts alone; records that agree end them.
            try file(["song_id": "\"SO9\"", "artist_id": "\"AR9\""], "z", in: fixture)
            _ = try await loader.load(fixture.source)
            #expect(try await LoadFixture.rows(connection, all).count == 4)
            try fixture.write([LoadFixture.song(), LoadFixture.song()], to: "song_data/a.json")
            try file([:], "b", in: fixture)
            #expect(try await loader.load(fixture.source).conflicts == 0)
            #expect(try await LoadFixture.rows(connection, all) == [])
        }
    }

    @Test("A conflict stands while both records stand in their files, whatever later loads read")
    func standingConflicts() async throws {
        let fixture = try LoadFixture()
        try file([:], "a", in: fixture)
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            let all: SQL = """
                SELECT load_id, entity, id, column_name, kept, values, files FROM staging.conflicts ORDER BY entity, column_name
                """
            func conflicts() async throws -> [String] { try await LoadFixture.rows(connection, all) }
            #expect(try await loader.load(fixture.source).conflicts == 0)
            // Another file says something else of the artist: it counts, and both are told.
            try file(["song_id": "\"SO2\"", "artist_name": "\"Helena\""], "b", in: fixture)
            let second = try await loader.load(fixture.source)
            #expect([second.conflicts, second.changedArtists] == [1, 1])
            let (a, b) = ("song_data/a.json", "song_data/b.json")
            let conflict = "2|artist|AR1|name|Helena|{Elena,Helena}|{\(a),\(b)}"
            #expect(try await conflicts() == [conflict])
            // A third agrees with one of them.
            try file(["song_id": "\"SO3\"", "artist_name": "\"Helena\""], "c", in: fixture)
            #expect(try await loader.load(fixture.source).conflicts == 0)
            #expect(try await conflicts() == [conflict])
            // The file that stood apart comes round, so that it holds its old record no more.
            try file(["artist_name": "\"Helena\""], "a", in: fixture)
            #expect(try await loader.load(fixture.source).conflicts == 0)
            #expect(try await conflicts() == [])
            try file(["artist_name": "\"Elina\"", "song_id": "\"SO4\""], "d", in: fixture)
            #expect(try await loader.load(fixture.source).conflicts == 1)
            #expect(
                try await conflicts() == [
                    "5|artist|AR1|name|Elina|{Helena,Elina}|{\(b),song_data/d.json}"
                ]
            )
            try fixture.remove("song_data/d.json")
            let last = try await loader.load(fixture.source)
            #expect([last.removedFileCount, last.conflicts] == [1, 0])
            #expect(try await conflicts() == [])
        }
    }

    @Test("An array of songs that grows brings its new songs alone, and its old ones turn no later change back")
    func grownArray() async throws {
        let fixture = try LoadFixture()
        let other = LoadFixture.song(["song_id": "\"SO2\""])
        try fixture.write(["[" + LoadFixture.song() + "]"], to: "song_data/z.json")
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(fixture.source)
            try file(["title": "\"New\""], "a", in: fixture)
            #expect(try await loader.load(fixture.source).changedSongs == 1)
            try fixture.write(["[" + LoadFixture.song() + ",", other + "]"], to: "song_data/z.json")
            let grown = try await loader.load(fixture.source)
            #expect([grown.changedSongs, grown.conflicts] == [0, 0])
            #expect(grown.sources.first?.figures == [2, 1, 1, 0])
            let titles: SQL = "SELECT song_id, title FROM songs ORDER BY 1"
            #expect(try await LoadFixture.rows(connection, titles) == ["SO1|New", "SO2|Setanta matins"])
            #expect(
                try await LoadFixture.rows(
                    connection,
                    "SELECT records, loaded, filtered, departed FROM plumb.load_reconciliation WHERE source = 'songs'"
                ) == ["3|3|0|0"]
            )
            #expect(
                try await LoadFixture.rows(connection, "SELECT kept, values FROM staging.conflicts") == [
                    "New|{\"Setanta matins\",New}"
                ]
            )
            // A file that says something else, and then what it said at first, means it.
            try fixture.write(["[" + LoadFixture.song(["title": "\"Third\""]) + "]"], to: "song_data/z.json")
            #expect(try await loader.load(fixture.source).changedSongs == 1)
            try fixture.write(["[" + LoadFixture.song() + "]"], to: "song_data/z.json")
            #expect(try await loader.load(fixture.source).changedSongs == 1)
            #expect(try await LoadFixture.rows(connection, titles) == ["SO1|Setanta matins", "SO2|Setanta matins"])
            #expect(
                try await LoadFixture.rows(
                    connection,
                    """
                    SELECT departed, (SELECT count(*) FROM staging.songs WHERE departed_in IS NOT NULL)
                    FROM plumb.load_reconciliation WHERE source = 'songs'
                    """
                ) == ["3|3"]
            )
        }
    }

    @Test("A record that says of its artist what the artist once was changes it back, though its song is the same")
    func artistBack() async throws {
        let fixture = try LoadFixture()
        try fixture.events([LoadFixture.event()])
        try file(["artist_name": "\"Elena\""], "a", in: fixture)
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(fixture.source)
            try file(["song_id": "\"SO2\"", "artist_name": "\"New\""], "b", in: fixture)
            #expect(try await loader.load(fixture.source).changedArtists == 1)
            try file(["artist_name": "\"Elena\""], "c", in: fixture)
            let third = try await loader.load(fixture.source)
            #expect([third.changedArtists, third.changedSongs] == [1, 0])
            #expect(try await LoadFixture.rows(connection, "SELECT name FROM artists") == ["Elena"])
            #expect(try await LoadFixture.rows(connection, "SELECT kept FROM staging.conflicts") == ["Elena"])
            #expect(try await loader.load(fixture.source).loadID == nil)
            // The first record of a load counts, also when it says nothing new.
            try file(["artist_name": "\"Elena\""], "d", in: fixture)
            try file(["song_id": "\"SO3\"", "artist_name": "\"Other\""], "e", in: fixture)
            #expect(try await loader.load(fixture.source).changedArtists == 0)
            #expect(try await LoadFixture.rows(connection, "SELECT name FROM artists") == ["Elena"])
        }
    }

    @Test("A conflict goes with a file and comes back with it, and tells the lines at which its records stand now")
    func restored() async throws {
        let fixture = try LoadFixture()
        try file([:], "a", in: fixture)
        try file(["year": "1999"], "b", in: fixture)
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            let all: SQL = "SELECT column_name, kept, values, lines FROM staging.conflicts"
            #expect(try await loader.load(fixture.source).conflicts == 1)
            try fixture.remove("song_data/b.json")
            #expect(try await loader.load(fixture.source).conflicts == 0)
            #expect(try await LoadFixture.rows(connection, all) == [])
            try file(["year": "1999"], "b", in: fixture)
            #expect(try await loader.load(fixture.source).conflicts == 1)
            #expect(try await LoadFixture.rows(connection, all) == ["year|0|{0,1999}|{1,1}"])
            // What stood on the first line stands on the second now.
            try fixture.write([LoadFixture.song(["year": "1998"]), LoadFixture.song()], to: "song_data/a.json")
            _ = try await loader.load(fixture.source)
            #expect(try await LoadFixture.rows(connection, all) == ["year|1998|{0,1999,1998}|{2,1,1}"])
        }
    }

    @Test("Lengths that are equal are no conflict, however they are written")
    func equalLengths() async throws {
        let fixture = try LoadFixture()
        let lines = ["200", "200.0", "2e2"].map { LoadFixture.song(["duration": $0]) }
        try fixture.write(lines, to: "song_data/a.json")
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            #expect(try await loader.load(fixture.source).conflicts == 0)
            try file(["duration": "100.50"], "b", in: fixture)
            #expect(try await loader.load(fixture.source).conflicts == 1)
            #expect(
                try await LoadFixture.rows(connection, "SELECT kept, values FROM staging.conflicts") == [
                    "100.5|{200,100.5}"
                ]
            )
        }
    }

    @Test("A record that a grown file repeats does not stand in the way of another file's change in the same load")
    func grownArrayAndChange() async throws {
        let fixture = try LoadFixture()
        try fixture.write(["[" + LoadFixture.song() + "]"], to: "song_data/a.json")
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(fixture.source)
            let other = LoadFixture.song(["song_id": "\"SO2\""])
            try fixture.write(["[" + LoadFixture.song() + ",", other + "]"], to: "song_data/a.json")
            try file(["title": "\"New\""], "b", in: fixture)
            let summary = try await loader.load(fixture.source)
            #expect([summary.changedSongs, summary.conflicts] == [1, 1])
            #expect(
                try await LoadFixture.rows(connection, "SELECT song_id, title FROM songs ORDER BY 1") == [
                    "SO1|New", "SO2|Setanta matins",
                ]
            )
        }
    }

    @Test("A line that was read before does not turn an artist back when its file grows")
    func grownSongFile() async throws {
        let fixture = try LoadFixture()
        try file([:], "many", in: fixture)
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(fixture.source)
            try file(["artist_name": "\"Helena\"", "song_id": "\"SO2\""], "a", in: fixture)
            #expect(try await loader.load(fixture.source).changedArtists == 1)
            try fixture.write(
                [LoadFixture.song(), LoadFixture.song(["song_id": "\"SO3\"", "artist_id": "\"AR3\""])],
                to: "song_data/many.json"
            )
            let summary = try await loader.load(fixture.source)
            #expect([summary.changedArtists, summary.changedSongs] == [0, 0])
            #expect(
                try await LoadFixture.rows(connection, "SELECT name FROM artists ORDER BY artist_id") == [
                    "Helena", "Elena",
                ]
            )
        }
    }
}
