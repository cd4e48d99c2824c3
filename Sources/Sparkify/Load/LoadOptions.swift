/// How to load.
public struct LoadOptions: Sendable {
    /// The schema of the star tables.
    public var starSchema: String
    /// How many rejects are too many; `nil` for no limit.
    public var maxRejects: RejectLimit?

    /// Where the rejects of a load that passes ``maxRejects`` are written: JSON lines when it ends in `.jsonl`, else CSV.
    public var rejectsFile: String?
    /// Whether files that look unchanged are opened to compare their checksums.
    public var verifiesFiles: Bool

    /// Creates options.
    public init(
        starSchema: String = "public",
        maxRejects: RejectLimit? = nil,
        rejectsFile: String? = nil,
        verifiesFiles: Bool = false
    ) {
        self.starSchema = starSchema
        self.maxRejects = maxRejects
        self.rejectsFile = rejectsFile
        self.verifiesFiles = verifiesFiles
    }

    /// The schema of the staging tables that belong to the star tables.
    public var stagingSchema: String { starSchema == "public" ? "staging" : starSchema + "_staging" }
}

/// How many rejected records a load may have.
public enum RejectLimit: Sendable, Equatable, CustomStringConvertible {
    /// So many records.
    case count(Int)
    /// So many of a hundred records.
    case percent(Double)

    /// Reads `100` or `2.5%`; `nil` for anything else.
    public init?(_ text: String) {
        if text.hasSuffix("%") {
            guard let percent = Double(text.dropLast()), (0...100).contains(percent) else { return nil }
            self = .percent(percent)
        } else {
            guard let count = Int(text), count >= 0 else { return nil }
            self = .count(count)
        }
    }

    /// Whether so many rejects are too many.
    func isPassed(rejected: Int, records: Int) -> Bool {
        switch self {
        case .count(let count): rejected > count
        case .percent(let percent): Double(rejected) * 100 > percent * Double(records)
        }
    }

    /// The limit as it is written on the command line.
    public var description: String {
        switch self {
        case .count(let count): "\(count)"
        case .percent(let percent): percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
        }
    }
}

/// How far a load has come.
public struct LoadProgress: Sendable, Equatable {
    /// What a load does, in its order.
    public enum Stage: String, Sendable {
        /// It waits for another load to end.
        case waiting
        /// It reads song files.
        case readingSongs
        /// It reads event files.
        case readingEvents
        /// It fills the star tables from staging.
        case fillingStar
    }

    /// What it does.
    public var stage: Stage
    /// How many files have been read to their end.
    public var filesRead = 0
    /// How many files there are to read.
    public var fileCount = 0
    /// How many bytes have been read.
    public var bytesRead = 0
    /// How many bytes there are to read.
    public var byteCount = 0
    /// How many records have been read.
    public var records = 0
    /// How many of them were rejected.
    public var rejected = 0
}
