import Foundation
import Ingest

/// The two kinds of source records.
public enum SourceKind: String, Sendable, Codable, CaseIterable {
    /// Song records, one per song.
    case songs
    /// Events of the service's log.
    case events

    /// The folder of a data folder that holds such files.
    var folderName: String {
        switch self {
        case .songs: "song_data"
        case .events: "log_data"
        }
    }
}

/// Where the source files are.
public struct LoadSource: Sendable, Equatable {
    /// A folder that holds `song_data` and `log_data`, at any depth.
    public var data: String?
    /// A folder of song files; takes the place of those in ``data``.
    public var songs: String?
    /// A folder of event files; takes the place of those in ``data``.
    public var events: String?

    /// Creates a source.
    public init(data: String? = nil, songs: String? = nil, events: String? = nil) {
        self.data = data
        self.songs = songs
        self.events = events
    }

    /// The folders that are walked.
    var folders: [String] {
        [songs == nil || events == nil ? data : nil, songs, events].compactMap { $0 }
    }

    /// The folder that files of a kind are looked for in.
    func folder(of kind: SourceKind) -> String? {
        switch kind {
        case .songs: songs ?? data
        case .events: events ?? data
        }
    }
}

/// The files of a source, and what was passed over.
struct SourceSelection: Sendable {
    /// The files, by kind.
    private(set) var files: [SourceKind: [SourceFile]] = [:]
    /// How many files and folders were skipped, by rule.
    private(set) var skipped: [SkipRule: Int] = [:]
    /// How many `.json` files stand in neither `song_data` nor `log_data`.
    private(set) var unplacedFiles = 0

    /// Finds the files.
    ///
    /// - Throws: ``LoadError``: a folder is missing, something in it cannot be read, or there is nothing to load.
    init(_ source: LoadSource) throws(LoadError) {
        var unreadable: [SourceError] = []
        if let data = source.data, source.songs == nil || source.events == nil {
            let tree = try Self.walk(data)
            unreadable += tree.unreadable
            skipped.merge(tree.skipped, uniquingKeysWith: +)
            for file in tree.files {
                guard let kind = Self.kind(of: file.relativePath) else {
                    unplacedFiles += 1
                    continue
                }
                if source.folder(of: kind) == data { files[kind, default: []].append(file) }
            }
        }
        for (kind, folder) in [(SourceKind.songs, source.songs), (.events, source.events)] {
            guard let folder else { continue }
            let tree = try Self.walk(folder)
            unreadable += tree.unreadable
            skipped.merge(tree.skipped, uniquingKeysWith: +)
            files[kind] = tree.files
        }
        guard unreadable.isEmpty else { throw .unreadable(unreadable) }
        guard files.values.contains(where: { !$0.isEmpty }) else { throw .noSourceFiles(source) }
    }

    /// Refuses what is not a folder, without walking it.
    static func checkFolder(_ path: String) throws(LoadError) {
        do {
            try SourceTree.checkFolder(path)
        } catch {
            throw .folderMissing(error)
        }
    }

    private static func walk(_ folder: String) throws(LoadError) -> SourceTree {
        do {
            return try SourceTree(walking: folder)
        } catch {
            throw .folderMissing(error)
        }
    }

    /// The kind that the nearest `song_data` or `log_data` above a file says.
    private static func kind(of path: String) -> SourceKind? {
        // There can be tens of thousands of paths, so they are not taken apart into strings.
        let bytes = path.utf8
        var end = bytes.lastIndex(of: UInt8(ascii: "/"))
        while let nameEnd = end {
            end = bytes[..<nameEnd].lastIndex(of: UInt8(ascii: "/"))
            let name = bytes[(end.map(bytes.index(after:)) ?? bytes.startIndex)..<nameEnd]
            if let kind = SourceKind.allCases.first(where: { $0.folderName.utf8.elementsEqual(name) }) { return kind }
        }
        return nil
    }
}
