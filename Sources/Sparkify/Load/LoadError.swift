public import Ingest

/// Why a load did not happen. The database is as it was before.
public enum LoadError: Error, Sendable, CustomStringConvertible {
    /// The folder is missing or no folder.
    case folderMissing(SourceError)
    /// There is no `.json` file to load.
    case noSourceFiles(LoadSource)
    /// Files or folders cannot be read.
    case unreadable([SourceError])
    /// More records were rejected than allowed; with what the load came to, the first rejects, and the file that has them
    /// all or why it has not.
    case rejectLimitPassed(
        limit: RejectLimit,
        summary: LoadSummary,
        rejects: [LocatedReject],
        file: String?,
        fileError: SourceError?
    )
    /// The schema's name cannot be used.
    case unusableSchema(name: String, reason: String)
    /// The database holds some of the tables but not all, so they are not the loader's or have been tampered with.
    case foreignTables(present: [String], absent: [String])
    /// Records went missing between reading and counting: a fault of the loader, which undid everything.
    case unaccounted(source: SourceKind, file: String, records: Int, accounted: Int)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .folderMissing(let error):
            return "cannot read the folder '\(error.path)': \(error.reason)"
        case .noSourceFiles(let source):
            return Self.nothingFound(source)
        case .unreadable(let errors):
            let more = errors.count > 1 ? " (and \(errors.count - 1) more)" : ""
            return (errors.first?.description ?? "cannot read the source") + more
        case .rejectLimitPassed(let limit, let summary, _, let file, let fileError):
            let counts = "\(summary.rejected) of \(summary.records) records were rejected"
            let place =
                fileError.map { "; they could not be written to '\($0.path)': \($0.reason)" }
                ?? file.map { "; they are listed in \($0)" } ?? ""
            return "\(counts), more than the limit of \(limit); nothing was loaded\(place)"
        case .unusableSchema(let name, let reason):
            return "the schema name '\(name)' cannot be used: \(reason)"
        case .foreignTables(let present, let absent):
            return
                "the database has \(present.joined(separator: ", ")) but not \(absent.joined(separator: ", ")), so they "
                + "are not what an earlier load made; choose another schema, or drop them to load afresh"
        case .unaccounted(let source, let file, let records, let accounted):
            return "\(records) \(source.rawValue) were read from '\(file)' but \(accounted) are accounted for; "
                + "nothing was loaded; please report this"
        }
    }

    private static func nothingFound(_ source: LoadSource) -> String {
        var places: [String] = []
        for kind in SourceKind.allCases {
            let own = kind == .songs ? source.songs : source.events
            if let own {
                places.append("'\(own)'")
            } else if let data = source.data {
                places.append("a folder '\(kind.folderName)' in '\(data)'")
            }
        }
        return "no .json files found; looked for them in \(places.joined(separator: " and "))"
    }
}
