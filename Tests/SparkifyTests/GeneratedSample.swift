import Foundation
import Sparkify
import Testing

/// A generated folder, read back with Foundation's JSON reader and counted without the generator's help.
struct GeneratedSample {
    /// A song of the catalogue, as far as plays refer to it.
    struct Track: Hashable {
        let artist: String
        let title: String
        let duration: Double

        init(artist: String, title: String, duration: Double) {
            (self.artist, self.title, self.duration) = (artist, title, duration)
        }

        /// Reads a track from the keys of an event or of a song file.
        init(_ fields: [String: Any], artist: String, title: String, duration: String) {
            self.artist = fields[artist] as? String ?? ""
            self.title = fields[title] as? String ?? ""
            self.duration = fields[duration] as? Double ?? 0
        }
    }

    /// One event of the log with its file's day.
    struct Event {
        let fields: [String: Any]
        let fileDay: String
        let page: String
        let user: String
        let milliseconds: Int
        let level: String
        let track: Track

        init(fields: [String: Any], fileDay: String) {
            self.fields = fields
            self.fileDay = fileDay
            page = fields["page"] as? String ?? ""
            user = fields["userId"] as? String ?? ""
            milliseconds = fields["ts"] as? Int ?? -1
            level = fields["level"] as? String ?? ""
            track = Track(fields, artist: "artist", title: "song", duration: "length")
        }

        var isPlay: Bool { page == "NextSong" }
        var artist: String { track.artist }
        var title: String { track.title }
    }

    private(set) var songFileNames: [String] = []
    private(set) var songs: [[String: Any]] = []
    private(set) var events: [Event] = []
    private(set) var repeatedLines = 0
    private(set) var malformedLines = 0
    private(set) var logFiles: [String] = []
    private(set) var byteCount = 0

    /// The events whose page is NextSong.
    private(set) var plays: [Event] = []
    /// What the song files hold, and the names in it.
    private(set) var catalogue: Set<Track> = []
    private(set) var catalogueArtists: Set<String> = []
    private(set) var catalogueTitles: Set<String> = []

    /// Reads all files below `song_data` and `log_data`.
    init(folder: URL) throws {
        for file in try Self.files(below: folder.appending(path: "song_data")) {
            let bytes = try Data(contentsOf: file)
            byteCount += bytes.count
            songFileNames.append(file.lastPathComponent)
            songs.append(try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any]))
        }
        for file in try Self.files(below: folder.appending(path: "log_data")) {
            try readLog(file)
        }
        plays = events.filter(\.isPlay)
        catalogue = Set(
            songs.map { Track($0, artist: "artist_name", title: "title", duration: "duration") }
        )
        catalogueArtists = Set(catalogue.map(\.artist))
        catalogueTitles = Set(catalogue.map(\.title))
    }

    private mutating func readLog(_ file: URL) throws {
        let bytes = try Data(contentsOf: file)
        byteCount += bytes.count
        logFiles.append(file.lastPathComponent)
        var previous = Data()
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line == previous {
                repeatedLines += 1
            } else if let fields = try? JSONSerialization.jsonObject(with: line) as? [String: Any] {
                events.append(Event(fields: fields, fileDay: String(file.lastPathComponent.prefix(10))))
            } else {
                malformedLines += 1
            }
            previous = Data(line)
        }
    }

    /// The files below a folder in the order of their paths.
    static func files(below folder: URL) throws -> [URL] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        return paths.filter { $0.hasSuffix(".json") }.map { folder.appending(path: $0) }
    }

    var playStarts: Set<Int> { Set(plays.map(\.milliseconds)) }
    var playingUsers: Set<String> { Set(plays.map(\.user)).subtracting([""]) }

    /// Plays whose artist becomes another text when it is taken for Latin-1 and decoded as UTF-8.
    var garbledArtists: Int {
        plays.count { play in
            guard play.artist.unicodeScalars.contains(where: { $0.value > 127 }),
                let latin = play.artist.data(using: .isoLatin1)
            else { return false }
            return String(data: latin, encoding: .utf8) != nil
        }
    }

    /// Plays of a catalogue song once case and white space of the artist are ignored, without those that link as is.
    var respelledPlays: Int {
        func plain(_ track: Track) -> Track {
            let words = track.artist.lowercased().split(separator: " ")
            return Track(artist: words.joined(separator: " "), title: track.title, duration: track.duration)
        }
        let spelledPlainly = Set(catalogue.map(plain))
        return plays.count { play in
            catalogueTitles.contains(play.title) && !catalogue.contains(play.track)
                && spelledPlainly.contains(plain(play.track))
        }
    }

    /// Pairs of user ids that share first name, last name and gender.
    var duplicatePeople: Int {
        var people: [String: Set<String>] = [:]
        for event in events where !event.user.isEmpty {
            let name = ["firstName", "lastName", "gender"].map { event.fields[$0] as? String ?? "" }
            people[name.joined(separator: "|"), default: []].insert(event.user)
        }
        return people.values.reduce(0) { $0 + $1.count * ($1.count - 1) / 2 }
    }

    /// Users with plays at the free and at the paid level.
    var changedUsers: Set<String> {
        var levels: [String: Set<String>] = [:]
        for play in plays where !play.user.isEmpty { levels[play.user, default: []].insert(play.level) }
        return Set(levels.filter { $0.value.isSuperset(of: ["free", "paid"]) }.keys)
    }

    /// Stretches between two events that last at least so many hours.
    func gaps(ofHours hours: Int) -> Int {
        zip(events, events.dropFirst()).count { $1.milliseconds - $0.milliseconds >= hours * 3_600_000 }
    }
}

/// A folder that is removed when nobody needs it any more.
final class ScratchSample {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "plumb-generate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a sample into the folder and reads it back.
    func generate(_ options: GeneratorOptions) throws -> (GenerationSummary, GeneratedSample) {
        let summary = try SampleGenerator(options: options).write(to: url.path, replacing: true)
        return (summary, try GeneratedSample(folder: url))
    }
}
