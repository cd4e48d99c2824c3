import Foundation
import Sparkify
import Testing

@Suite("A sample has any size, and exactly the defects that were asked for")
struct GenerateOptionsTests {
    private static func everyDefect(seed: UInt64) -> GeneratorOptions {
        var options = GeneratorOptions()
        options.seed = seed
        options.events = 12_000
        options.users = 300
        options.browsingUsers = 5
        options.songs = 500
        options.artists = 430
        options.days = 45
        options.firstDay = "2020-02-10"
        options.sharedStarts = 40
        options.linkedPlays = 1000
        options.unknownTitles = 150
        options.respelledArtists = 60
        options.editionTitles = 50
        options.otherDurations = 45
        options.namesakeTitles = 35
        options.doublyEncoded = 70
        options.duplicatePeople = 12
        options.levelChanges = 25
        options.missingUserIDs = 80
        options.unknownLevels = 33
        options.timeGaps = 3
        options.gapHours = 30
        options.malformedLines = 90
        options.duplicateLines = 110
        return options
    }

    @Test("Each number that was asked for is in the files", arguments: [1, 42] as [UInt64])
    func exactNumbers(seed: UInt64) throws {
        let options = Self.everyDefect(seed: seed)
        let (summary, sample) = try ScratchSample().generate(options)
        #expect(sample.events.count == 12_000)
        #expect(sample.plays.count == summary.plays)
        #expect(sample.playStarts.count == summary.plays - 40 && summary.distinctStarts == sample.playStarts.count)
        #expect(sample.playingUsers.count == 300)
        #expect(Set(sample.events.map(\.user)).count == 306)
        #expect(sample.songs.count == 500 && Set(sample.songFileNames).count == 500)
        #expect(sample.catalogueArtists.count == 430)
        #expect(sample.duplicatePeople == 12)
        #expect(sample.changedUsers.count == 25)
        #expect(sample.plays.count { $0.user.isEmpty } == 80)
        #expect(sample.plays.count { !["free", "paid"].contains($0.level) } == 33)
        #expect(sample.gaps(ofHours: 30) == 3)
        #expect(sample.malformedLines == 90)
        #expect(sample.repeatedLines == 110)
        #expect(summary.lines == 12_200)
        #expect(summary.bytes == sample.byteCount)
    }

    @Test("Each kind of linkage has its number", arguments: [1, 42] as [UInt64])
    func linkage(seed: UInt64) throws {
        let (_, sample) = try ScratchSample().generate(Self.everyDefect(seed: seed))
        let catalogue = sample.catalogue
        let artists = sample.catalogueArtists
        let titles = sample.catalogueTitles
        let named = Set(catalogue.map { "\($0.artist)|\($0.title)" })
        #expect(sample.plays.count { catalogue.contains($0.track) } == 1000)
        #expect(sample.respelledPlays == 60)
        #expect(sample.garbledArtists == 70)
        let unlinked = sample.plays.filter { artists.contains($0.artist) && !catalogue.contains($0.track) }
        let suffixed = unlinked.filter { $0.title.hasSuffix(")") || $0.title.hasSuffix("]") }
        #expect(suffixed.count == 50)
        #expect(unlinked.count { named.contains("\($0.artist)|\($0.title)") } == 45)
        #expect(unlinked.count == 150 + 50 + 45)
        let outside = sample.plays.filter { !artists.contains($0.artist) && titles.contains($0.title) }
        #expect(outside.count == 35 + 60)
    }

    @Test("The summary gives the numbers of the options back")
    func summary() throws {
        let options = Self.everyDefect(seed: 6)
        let scratch = try ScratchSample()
        let summary = try SampleGenerator(options: options).write(to: scratch.url.path, replacing: false)
        #expect(summary.linkedPlays == options.linkedPlays && summary.unknownTitles == options.unknownTitles)
        #expect(summary.respelledArtists == options.respelledArtists && summary.editionTitles == options.editionTitles)
        #expect(summary.otherDurations == options.otherDurations && summary.namesakeTitles == options.namesakeTitles)
        #expect(summary.doublyEncoded == options.doublyEncoded && summary.levelChanges == options.levelChanges)
        #expect(summary.missingUserIDs == options.missingUserIDs && summary.unknownLevels == options.unknownLevels)
        #expect(summary.timeGaps == options.timeGaps && summary.duplicatePeople == options.duplicatePeople)
        #expect(summary.malformedLines == options.malformedLines && summary.duplicateLines == options.duplicateLines)
    }

    @Test("The same options give the same bytes, another seed gives others")
    func determinism() throws {
        let folders = [try ScratchSample(), try ScratchSample(), try ScratchSample()]
        for (folder, seed) in zip(folders, [9, 9, 10] as [UInt64]) {
            _ = try SampleGenerator(options: Self.everyDefect(seed: seed)).write(to: folder.url.path, replacing: false)
        }
        let contents = try folders.map { folder in
            try GeneratedSample.files(below: folder.url).map { file in
                (String(file.path.dropFirst(folder.url.path.count)), try Data(contentsOf: file))
            }
        }
        #expect(contents[0].map(\.0) == contents[1].map(\.0) && contents[0].map(\.1) == contents[1].map(\.1))
        #expect(contents[0].map(\.1) != contents[2].map(\.1))
    }

    @Test("The smallest and the tightest options that are allowed come out exactly")
    func tight() throws {
        var options = GeneratorOptions()
        (options.events, options.plays, options.users, options.browsingUsers) = (200, 100, 68, 30)
        (options.songs, options.days, options.timeGaps, options.duplicatePeople) = (1, 1, 0, 34)
        (options.sharedStarts, options.linkedPlays, options.unknownTitles) = (50, 100, 0)
        (options.respelledArtists, options.doublyEncoded, options.levelChanges) = (0, 0, 1)
        let (_, sample) = try ScratchSample().generate(options)
        #expect(sample.plays.count == 100 && sample.playStarts.count == 50)
        #expect(sample.plays.allSatisfy { sample.catalogue.contains($0.track) })
        #expect(sample.playingUsers.count == 68 && sample.changedUsers.count == 1)
        #expect(sample.duplicatePeople == 34)
    }

    @Test("A crowded day has a millisecond for each event")
    func crowded() throws {
        var options = GeneratorOptions()
        (options.events, options.days, options.timeGaps) = (52_000, 1, 0)
        let (_, sample) = try ScratchSample().generate(options)
        #expect(sample.events.count == 52_000)
        #expect(Set(sample.plays.map { $0.milliseconds % 1000 }).count > 1, "whole seconds would not suffice")
        #expect(sample.playStarts.count == sample.plays.count - 7)
        #expect(sample.logFiles == ["2018-11-01-events.json"])
    }
}
