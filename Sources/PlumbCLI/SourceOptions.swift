import ArgumentParser
import AuditModel
import Foundation
import Postgres
import Sparkify

/// What a command loads.
struct SourceOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A folder with song_data and log_data, at any depth.",
            valueName: "data"
        )
    )
    var data: String?

    @Option(
        name: .long,
        help: ArgumentHelp("A folder of song files, in place of those in <data>.", valueName: "folder")
    )
    var songs: String?

    @Option(
        name: .long,
        help: ArgumentHelp("A folder of event logs, in place of those in <data>.", valueName: "folder")
    )
    var events: String?

    @Option(
        name: .customLong("max-rejects"),
        help: ArgumentHelp(
            "How many records may be rejected, such as 100 or 1%; past that nothing is loaded. Without it, any number.",
            valueName: "limit"
        )
    )
    var maxRejects: String?

    func validate() throws {
        guard data != nil || songs != nil || events != nil else {
            throw ValidationError("name the folder to load, or give --songs and --events")
        }
        _ = try limit()
    }

    /// Refuses what is wrong without any database, so that none is started or waited for.
    ///
    /// - Throws: `LoadError`.
    func check(for schema: String) throws {
        try SparkifyLoader.check(LoadSource(data: data, songs: songs, events: events), LoadOptions(starSchema: schema))
    }

    /// Loads the files, showing progress on a terminal.
    func load(into schema: String, over connection: Connection) async throws -> LoadSummary {
        let line = ProgressLine()
        defer { line.clear() }
        let loader = SparkifyLoader(
            connection: connection,
            options: LoadOptions(starSchema: schema, maxRejects: try limit())
        )
        return try await loader.load(LoadSource(data: data, songs: songs, events: events)) { progress in
            line.show(Self.describe(progress), in: progress.stage.rawValue)
        }
    }

    private func limit() throws -> RejectLimit? {
        guard let maxRejects else { return nil }
        guard let limit = RejectLimit(maxRejects) else {
            throw ValidationError("--max-rejects takes a number of records or a percentage, not '\(maxRejects)'")
        }
        return limit
    }

    private static func describe(_ progress: LoadProgress) -> String {
        let files = "\(Wording.count(progress.filesRead)) of \(Wording.count(progress.fileCount, "file"))"
        return switch progress.stage {
        case .waiting: "waiting for another load to end"
        case .readingSongs, .readingEvents: "reading: \(files), \(Wording.count(progress.records, "record"))"
        case .fillingStar: "filling the tables from \(Wording.count(progress.records, "record"))"
        }
    }
}
