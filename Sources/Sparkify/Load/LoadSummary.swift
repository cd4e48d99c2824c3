import Ingest

/// What a load came to.
public struct LoadSummary: Codable, Sendable, Equatable {
    /// The load's number; `nil` when there was nothing new and so nothing was written.
    public var loadID: Int?
    /// The schema of the star tables.
    public var starSchema: String
    /// The schema of the staging tables.
    public var stagingSchema: String
    /// What each kind of source came to: songs, then events.
    public var sources: [SourceSummary]
    /// How many files and folders were passed over, by the rule's code; `unplaced` is for `.json` files that stand in
    /// neither `song_data` nor `log_data`.
    public var skipped: [String: Int]
    /// The first files that held nothing but blanks, which is no fault.
    public var emptyFiles: [String] = []
    /// How many such files there are.
    public var emptyFileCount = 0
    /// How the keys of the records differ from the known ones or from one another.
    public var drift: [DriftFinding] = []
    /// The rows of each star table; when there was nothing new, as the last load left them.
    public var tables: [TableSummary]
    /// How many plays are linked to a song, of all that are loaded now.
    public var linkedPlays: Int
    /// How many plays of earlier loads became linked because their song came now.
    public var newlyLinkedPlays: Int
    /// How many songs of earlier loads this load gave other values; `song_history` in the staging schema has the old ones.
    public var changedSongs = 0
    /// How many artists of earlier loads this load gave other values; `artist_history` has the old ones.
    public var changedArtists = 0
    /// How many times records of this load disagree about a song or an artist, by column; `conflicts` has them all.
    public var conflicts = 0
    /// Files that an earlier load read and that are gone since, by their paths, at most ``longestFileList``. Their rows stay.
    public var removedFiles: [String] = []
    /// How many such files there are.
    public var removedFileCount = 0
    /// The first of the records that this load rejected, at most ``longestRejectList``; `staging.rejects` has them all.
    public var firstRejects: [RejectedRecord]
    /// How long it took.
    public var seconds: Double

    /// How many rejects a summary lists.
    public static let longestRejectList = 10

    /// How many removed files a summary lists.
    public static let longestFileList = 20

    enum CodingKeys: String, CodingKey {
        case sources, skipped, drift, tables, conflicts, seconds
        case emptyFiles = "empty_files"
        case emptyFileCount = "empty_file_count"
        case loadID = "load_id"
        case starSchema = "star_schema"
        case stagingSchema = "staging_schema"
        case linkedPlays = "linked_plays"
        case newlyLinkedPlays = "newly_linked_plays"
        case changedSongs = "changed_songs"
        case changedArtists = "changed_artists"
        case removedFiles = "removed_files"
        case removedFileCount = "removed_file_count"
        case firstRejects = "first_rejects"
    }

    /// How many records were read.
    public var records: Int { sources.reduce(0) { $0 + $1.records } }
    /// How many of them were rejected.
    public var rejected: Int { sources.reduce(0) { $0 + $1.rejected } }
}

/// A rejected record for people: where it stands and what is wrong with it.
public struct RejectedRecord: Codable, Sendable, Equatable, CustomStringConvertible {
    /// What kind of source it is.
    public var source: SourceKind
    /// The file's path from the folder that was loaded.
    public var file: String
    /// The line of the fault, from 1.
    public var line: Int
    /// The column of the fault, in characters from 1.
    public var column: Int
    /// What was wrong, as a stable code.
    public var reasonCode: String
    /// What was wrong, in words.
    public var message: String

    enum CodingKeys: String, CodingKey {
        case source, file, line, column, message
        case reasonCode = "reason_code"
    }

    init(_ located: LocatedReject) {
        source = located.source
        file = located.file
        line = located.reject.line
        column = located.reject.column
        reasonCode = located.reject.code.rawValue
        message = located.reject.message
    }

    /// The place and the reason, as compilers write them.
    public var description: String { "\(file):\(line):\(column): \(message)" }
}

/// What one kind of source came to in one load.
public struct SourceSummary: Codable, Sendable, Equatable {
    /// The kind.
    public var source: SourceKind
    /// How many files there are.
    public var files: Int
    /// How many of them an earlier load has read and nobody has changed since; they were not read again.
    public var unchangedFiles: Int
    /// How many records were read from the others.
    public var records: Int
    /// How many of them are in the star schema.
    public var loaded: Int
    /// How many were left out on purpose.
    public var filtered: Int
    /// How many could not be taken.
    public var rejected: Int
    /// Why records were left out, most first.
    public var filteredReasons: [LoadReason]
    /// Why records were rejected, most first.
    public var rejectedReasons: [LoadReason]

    enum CodingKeys: String, CodingKey {
        case source, files, records, loaded, filtered, rejected
        case unchangedFiles = "unchanged_files"
        case filteredReasons = "filtered_reasons"
        case rejectedReasons = "rejected_reasons"
    }

    /// Whether every record is accounted for.
    public var addsUp: Bool { records == loaded + filtered + rejected }
}

/// A reason with the number of records that it applied to.
public struct LoadReason: Codable, Sendable, Equatable {
    /// The reason in plain words.
    public var reason: String
    /// How many records it applied to.
    public var records: Int
}

/// The rows of one star table.
public struct TableSummary: Codable, Sendable, Equatable {
    /// The table's name.
    public var name: String
    /// How many rows it had.
    public var rowsBefore: Int
    /// How many rows it has.
    public var rowsAfter: Int

    enum CodingKeys: String, CodingKey {
        case name
        case rowsBefore = "rows_before"
        case rowsAfter = "rows_after"
    }
}
