import Foundation
import Sparkify
import Testing

@Suite("The generated default is the published data mart")
struct GenerateDefaultTests {
    private func sample(seed: UInt64) throws -> (GenerationSummary, GeneratedSample) {
        var options = GeneratorOptions()
        options.seed = seed
        return try ScratchSample().generate(options)
    }

    @Test("Every seed gives the published figures", arguments: [1, 2, 2018] as [UInt64])
    func publishedFigures(seed: UInt64) throws {
        let (summary, sample) = try sample(seed: seed)
        #expect(sample.events.count == 8056)
        #expect(sample.plays.count == 6820)
        #expect(sample.playingUsers.count == 96)
        #expect(Set(sample.events.map(\.user)).count == 98, "97 user ids and the empty one")
        #expect(sample.playStarts.count == 6813)
        #expect(sample.songs.count == 71)
        #expect(sample.catalogueArtists.count == 69)
        #expect(sample.plays.count { sample.catalogue.contains($0.track) } == 1)
        #expect(sample.logFiles.count == 30)
        #expect(summary.events == 8056 && summary.plays == 6820 && summary.users == 96 && summary.userIDs == 97)
        #expect(summary.files == 101 && summary.bytes == sample.byteCount && summary.distinctStarts == 6813)
    }

    @Test("The known defects of the data mart are there", arguments: [1, 7] as [UInt64])
    func knownDefects(seed: UInt64) throws {
        let (_, sample) = try sample(seed: seed)
        #expect(sample.songs.count { $0["year"] as? Int == 0 } == 43)
        #expect(sample.songs.contains { $0["artist_location"] as? String == "" })
        #expect(sample.songs.contains { $0["artist_latitude"] is NSNull })
        #expect(sample.changedUsers.count == 8)
        #expect(sample.duplicatePeople == 1)
        #expect(sample.garbledArtists == 193)
        #expect(sample.respelledPlays == 3)
        let ofCatalogueArtist = sample.plays.filter { sample.catalogueArtists.contains($0.artist) }
        #expect(ofCatalogueArtist.count { !sample.catalogueTitles.contains($0.title) } == 20)
    }

    @Test("Every day has plays and one gap between plays is longer than twelve hours", arguments: [1, 99] as [UInt64])
    func coverage(seed: UInt64) throws {
        let (summary, sample) = try sample(seed: seed)
        #expect(Set(sample.plays.map(\.fileDay)).count == 30)
        let starts = sample.plays.map(\.milliseconds)
        let pauses = zip(starts, starts.dropFirst()).map { $1 - $0 }
        #expect(pauses.count { $0 > 12 * 3_600_000 } == 1)
        #expect(pauses.max() == summary.longestPlayGapMilliseconds)
    }

    @Test("Events lie in their file's UTC day, in order, and each has its own place in its session")
    func order() throws {
        let (_, sample) = try sample(seed: 1)
        let format = Date.ISO8601FormatStyle().year().month().day()
        var days: [Int: String] = [:]
        for number in 17_800..<17_900 {
            days[number] = Date(timeIntervalSince1970: Double(number) * 86_400).formatted(format)
        }
        var places: Set<[Int]> = []
        var latestItem: [Int: Int] = [:]
        var latest = 0
        for event in sample.events {
            #expect(days[event.milliseconds / 86_400_000] == event.fileDay)
            #expect(event.milliseconds >= latest)
            latest = event.milliseconds
            let session = try #require(event.fields["sessionId"] as? Int)
            let item = try #require(event.fields["itemInSession"] as? Int)
            #expect(places.insert([session, item]).inserted)
            #expect(item > latestItem[session] ?? -1)
            latestItem[session] = item
        }
    }

    @Test("Two plays that start together are of two users")
    func sharedStarts() throws {
        let (_, sample) = try sample(seed: 3)
        let together = Dictionary(grouping: sample.plays, by: \.milliseconds).values.filter { $0.count > 1 }
        #expect(together.count == 7)
        #expect(together.allSatisfy { Set($0.map(\.user)).count == 2 })
    }

    @Test("A level changes with a page that says so, which still has the old level")
    func levelChanges() throws {
        let (_, sample) = try sample(seed: 4)
        for user in sample.changedUsers {
            let events = sample.events.filter { $0.user == user }
            let changes = zip(events, events.dropFirst()).filter { $0.level != $1.level }
            #expect(changes.count == 1)
            let (before, after) = try #require(changes.first)
            #expect(before.page == (after.level == "paid" ? "Submit Upgrade" : "Submit Downgrade"))
        }
        #expect(sample.events.count { $0.page.hasPrefix("Submit") } == 8)
    }

    @Test("Two people of one name differ in registration and location")
    func namesakes() throws {
        let (_, sample) = try sample(seed: 5)
        let named = sample.events.filter { !$0.user.isEmpty }
        let people = Dictionary(grouping: named) { "\($0.fields["firstName"] ?? "") \($0.fields["lastName"] ?? "")" }
        let pair = try #require(people.values.first { Set($0.map(\.user)).count == 2 })
        #expect(Set(pair.compactMap { $0.fields["registration"] as? Double }).count == 2)
        #expect(Set(pair.compactMap { $0.fields["location"] as? String }).count == 2)
    }

    @Test("An event of nobody has an empty user id and no name")
    func loggedOut() throws {
        let (summary, sample) = try sample(seed: 1)
        let nobody = sample.events.filter { $0.user.isEmpty }
        #expect(nobody.count == 286 && summary.loggedOutEvents == 286)
        #expect(nobody.allSatisfy { $0.fields["firstName"] is NSNull && $0.fields["auth"] as? String == "Logged Out" })
    }

    @Test("Lines and song files have the form of the real ones")
    func form() throws {
        let scratch = try ScratchSample()
        _ = try scratch.generate(GeneratorOptions())
        let log = try #require(try GeneratedSample.files(below: scratch.url.appending(path: "log_data")).first)
        #expect(log.path.hasSuffix("log_data/2018/11/2018-11-01-events.json"))
        let text = try String(contentsOf: log, encoding: .utf8)
        #expect(!text.hasSuffix("\n"))
        #expect(text.contains("Mozilla\\/5.0") && text.contains("\"userAgent\":\"\\\"Mozilla"))
        let song = try #require(try GeneratedSample.files(below: scratch.url.appending(path: "song_data")).first)
        let keys = try String(contentsOf: song, encoding: .utf8).matches(of: #/"([a-z_]+)": /#).map { String($0.1) }
        let expected = [
            "num_songs", "artist_id", "artist_latitude", "artist_longitude", "artist_location", "artist_name",
            "song_id", "title", "duration", "year",
        ]
        #expect(keys == expected)
        #expect(song.path.contains("/song_data/A/A/A/TRAAA"))
    }
}
