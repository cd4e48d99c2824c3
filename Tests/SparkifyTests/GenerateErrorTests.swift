import Foundation
import Sparkify
import Testing

@Suite("What cannot be generated is refused with one clear message")
struct GenerateErrorTests {
    /// The message that these changes to the default options are refused with.
    private func refusal(_ change: (inout GeneratorOptions) -> Void) -> String {
        var options = GeneratorOptions()
        change(&options)
        do {
            _ = try SampleGenerator(options: options)
            return "accepted"
        } catch {
            return "\(error)"
        }
    }

    @Test("Numbers out of range are named with what they may be")
    func ranges() {
        #expect(refusal { $0.days = 0 } == "days is 0; it must lie from 1 to 36525")
        #expect(refusal { $0.events = 0 } == "events is 0; it must lie from 1 to 1000000000")
        #expect(refusal { $0.malformedLines = -1 } == "malformed lines is -1; it must lie from 0 to 1000000000")
        let message = "is not a day from 1970-01-01 to 2100-12-31; write it as YYYY-MM-DD"
        #expect(refusal { $0.firstDay = "2018-02-29" } == "first day '2018-02-29' \(message)")
        #expect(refusal { $0.firstDay = "18-2-2" } == "first day '18-2-2' \(message)")
    }

    @Test("More of a part than of the whole is refused")
    func impossible() {
        #expect(
            refusal { $0.linkedPlays = 7000 }
                == "7216 plays with a chosen linkage and 0 without user id are more than 6820 plays; "
                + "ask for more events or for fewer of them"
        )
        #expect(refusal { $0.users = 7000 }.hasPrefix("7000 users with a play each and 8 level changes need"))
        #expect(refusal { $0.plays = 9000 }.hasPrefix("9000 plays are impossible among 8056 events"))
        #expect(refusal { $0.artists = 72 } == "72 artists need as many songs; ask for 72 songs, or for 71 artists")
        #expect(refusal { $0.duplicatePeople = 49 }.hasPrefix("49 pairs of duplicate people need 98 users"))
        #expect(refusal { $0.sharedStarts = 3411 }.hasPrefix("3411 shared starts need two users and 6822 plays"))
        #expect(refusal { $0.levelChanges = 97 }.contains("level changes need as many users"))
        #expect(
            refusal {
                $0.missingUserIDs = 6500; $0.unknownLevels = 300
            }.hasPrefix("6800 plays without user id")
        )
        #expect(refusal { $0.duplicateLines = 8057 }.hasPrefix("8057 duplicate and 0 malformed lines"))
    }

    @Test("Gaps that do not fit or would not stand out are refused")
    func gaps() {
        #expect(refusal { $0.timeGaps = 60 }.hasPrefix("60 time gaps of 13 hours do not fit into 30 days"))
        #expect(
            refusal { $0.gapHours = 1 }
                == "8056 events in 30 days are too few for time gaps of 1 hours to stand out; "
                + "ask for more events or fewer days, or for no time gap"
        )
        #expect(
            refusal {
                $0.events = 500_000_000; $0.days = 1; $0.timeGaps = 0
            }.contains("do not fit into 1 days")
        )
    }

    @Test("A folder that holds anything is refused, and nothing in it is touched")
    func occupiedFolder() throws {
        let scratch = try ScratchSample()
        let note = scratch.url.appending(path: "note.txt")
        try Data("mine".utf8).write(to: note)
        let generator = try SampleGenerator(options: GeneratorOptions())
        let error = try #require(throws: GeneratorError.self) {
            try generator.write(to: scratch.url.path, replacing: false)
        }
        #expect(
            error.description
                == "\(scratch.url.path): is not empty; name a new or an empty folder, or ask to replace its sample data"
        )
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path) == ["note.txt"])
    }

    @Test("Replacing removes the old sample and nothing else")
    func replacing() throws {
        let scratch = try ScratchSample()
        var options = GeneratorOptions()
        options.days = 40
        _ = try scratch.generate(options)
        try Data("mine".utf8).write(to: scratch.url.appending(path: "note.txt"))
        let (_, sample) = try scratch.generate(GeneratorOptions())
        #expect(sample.logFiles.count == 30)
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted()
        #expect(names == ["log_data", "note.txt", "song_data"])
    }

    @Test("A file in the folder's place, or a folder that cannot be made, is named")
    func unwritableFolder() throws {
        let scratch = try ScratchSample()
        let file = scratch.url.appending(path: "taken").path
        try Data().write(to: URL(fileURLWithPath: file))
        let generator = try SampleGenerator(options: GeneratorOptions())
        let taken = try #require(throws: GeneratorError.self) { try generator.write(to: file, replacing: true) }
        #expect(taken.description == "\(file): is a file; name a new or an empty folder")
        let below = try #require(throws: GeneratorError.self) {
            try generator.write(to: "\(file)/below", replacing: false)
        }
        #expect(below.description == "cannot make the folder \(file)/below: Not a directory")
    }
}
