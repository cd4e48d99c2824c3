import Ingest

/// Why a record is left out on purpose, in plain words.
enum FilterReason {
    /// The same event has been loaded from elsewhere.
    static let duplicateEvent = "duplicate of an event already loaded"
    /// The same song has been loaded from elsewhere, with the same values.
    static let duplicateSong = "duplicate of a song already loaded"
    /// Another record of the same song came first in this load, with other values.
    static let conflictingSong = "differs from the record of the same song that was read first"
    /// An earlier version of the same file held it. Such a record is in staging from then and is not staged again.
    static let alreadyRead = "already read in an earlier load of this file"
    /// Pages beyond those that are listed one by one.
    static let otherPages = "page is another one than 'NextSong'"
    /// Faults beyond those that are listed one by one.
    static let otherFaults = "other reasons"
    /// How many reasons of a source are listed one by one.
    static let longestList = 20

    /// The page is no play.
    static func notAPlay(page: String) -> String {
        "page is '\(page.count > 40 ? page.prefix(40) + "…" : page[...])', not 'NextSong'"
    }
}

/// Why events of one file are filtered that are no plays: their pages, each with its reason and how many there are.
///
/// Few pages are asked for again and again, so their reasons are put into words once.
struct OtherPages {
    private var pages: [(bytes: [UInt8], reason: String, count: Int)] = []
    private var rest: [String: Int] = [:]
    private var last = Place.rest("")

    private enum Place {
        case page(Int)
        case rest(String)
    }

    private static let mostPages = 32
    private static let mostReasons = 1000

    /// The reason for an event with a page, which is not counted yet.
    mutating func reason(of page: JSONValue?) -> String {
        let bytes = page?.bytes
        if let bytes, let place = pages.firstIndex(where: { bytes.elementsEqual($0.bytes) }) {
            last = .page(place)
            return pages[place].reason
        }
        let reason = FilterReason.notAPlay(page: page?.text ?? "")
        if let bytes, pages.count < Self.mostPages {
            last = .page(pages.count)
            pages.append((Array(bytes), reason, 0))
        } else {
            last = .rest(reason)
        }
        return reason
    }

    /// Counts the event whose reason was asked for last.
    mutating func countLast() {
        switch last {
        case .page(let place): pages[place].count += 1
        case .rest(let reason):
            let isListed = rest.count < Self.mostReasons || rest[reason] != nil
            rest[isListed ? reason : FilterReason.otherPages, default: 0] += 1
        }
    }

    /// The counts of a file by reason; begins anew.
    mutating func take() -> [String: Int] {
        var counts = rest
        for place in pages.indices where pages[place].count > 0 {
            counts[pages[place].reason, default: 0] += pages[place].count
            pages[place].count = 0
        }
        rest.removeAll(keepingCapacity: true)
        return counts
    }
}
