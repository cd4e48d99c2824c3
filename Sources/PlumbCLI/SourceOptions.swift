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

    @Option(
        name: .customLong("rejects-file"),
        help: ArgumentHelp(
            "Where to list the rejects of a load that passes --max-rejects: JSON lines if it ends in .jsonl, else CSV.",
            valueName: "path"
        )
    )
    var rejectsFile = "reports/rejects.csv"

    @Flag(
        name: .customLong("verify-files"),
        help: "Compare files that look unchanged (size, time, inode) by their checksums, and load what changed."
    )
    var verifiesFiles = false

    @Flag(name: .long, help: "Show no progress.")
    var quiet = false

    func validate() throws {
        guard data != nil || songs != nil || events != nil else {
            throw ValidationError("name the folder to load, or give --songs and --events")
        }
        if try limit() != nil {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: rejectsFile, isDirectory: &isFolder), isFolder.boolValue {
                throw ValidationError("--rejects-file takes the path of a file; '\(rejectsFile)' is a folder")
            }
        }
    }

    /// Refuses what is wrong without any database, so that none is started or waited for.
    ///
    /// - Throws: `LoadError`.
    func check(for schema: String) throws {
        try SparkifyLoader.check(LoadSource(data: data, songs: songs, events: events), LoadOptions(starSchema: schema))
    }

    /// Loads the files, showing progress on standard error.
    func load(into schema: String, over connection: Connection) async throws -> LoadSummary {
        let loader = SparkifyLoader(
            connection: connection,
            options: LoadOptions(
                starSchema: schema,
                maxRejects: try limit(),
                rejectsFile: rejectsFile,
                verifiesFiles: verifiesFiles
            )
        )
        let display = quiet ? nil : ProgressDisplay()
        defer { display?.end() }
        do {
            return try await loader.load(LoadSource(data: data, songs: songs, events: events)) { display?.show($0) }
        } catch let error where Failure.isInterruption(error) {
            throw Failure("interrupted; the load was rolled back and nothing was changed", code: 130)
        }
    }

    private func limit() throws -> RejectLimit? {
        guard let maxRejects else { return nil }
        guard let limit = RejectLimit(maxRejects) else {
            throw ValidationError("--max-rejects takes a number of records or a percentage, not '\(maxRejects)'")
        }
        return limit
    }
}
