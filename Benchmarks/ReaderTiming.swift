import Foundation

/// An event as one would declare it for JSONDecoder.
private struct Event: Decodable {
    var artist: String?
    var auth: String?
    var firstName: String?
    var gender: String?
    var itemInSession: Int?
    var lastName: String?
    var length: Double?
    var level: String?
    var location: String?
    var method: String?
    var page: String
    var registration: Double?
    var sessionId: Int?
    var song: String?
    var status: Int?
    var ts: Int64
    var userAgent: String?
    var userId: String?
}

/// Reads a file of events with the reader and with JSONDecoder, in turn, and prints the medians.
@main
struct ReaderTiming {
    static func main() throws {
        let path = CommandLine.arguments[1]
        let lines = try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: UInt8(ascii: "\n"))
        var ours: [Double] = []
        var theirs: [Double] = []
        for _ in 0..<3 {
            ours.append(try seconds { try read(path) })
            theirs.append(try seconds { try decode(lines) })
        }
        ours.sort()
        theirs.sort()
        let rates = (Double(lines.count) / ours[1] / 1e6, Double(lines.count) / theirs[1] / 1e6)
        print(String(format: "reader       %.2f million events/s", rates.0))
        print(String(format: "JSONDecoder  %.2f million events/s", rates.1))
        print(String(format: "the reader is %.1f times as fast   (goal: at least 10)", rates.0 / rates.1))
    }

    private static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    /// Reads and looks at every value, as the loader does.
    private static func read(_ path: String) throws {
        let keys = [
            "artist", "auth", "firstName", "gender", "itemInSession", "lastName", "length", "level", "location", "method",
            "page", "registration", "sessionId", "song", "status", "ts", "userAgent", "userId",
        ]
        var reader = RecordReader(shape: RecordShape(keys: keys))
        try reader.open(path)
        var bytes = 0
        while case .record = try reader.next() {
            for slot in keys.indices { bytes += reader.value(slot)?.bytes.count ?? 0 }
            if case .value(let ts)? = reader.value(15)?.wholeNumber { bytes += Int(ts & 1) }
        }
        precondition(bytes > 0)
    }

    private static func decode(_ lines: [Data.SubSequence]) throws {
        let decoder = JSONDecoder()
        var sum = 0
        for line in lines { sum += Int(try decoder.decode(Event.self, from: line).ts & 1) }
        precondition(sum >= 0)
    }
}
