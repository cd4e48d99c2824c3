import Foundation

/// One file of a source folder.
public struct SourceFile: Sendable, Equatable {
    /// Its path.
    public var path: String
    /// Its path from the folder that was walked, with `/` between names.
    public var relativePath: String
    /// Its size in bytes.
    public var byteCount: Int
    /// When it was last changed, in microseconds since 1970.
    public var modifiedMicroseconds: Int
    /// Its number in the file system.
    public var inode: Int
}

/// Why something in a source folder is no source file, or not an ordinary one.
public enum SkipRule: String, Sendable, Codable, CaseIterable {
    /// Its name begins with a dot.
    case hidden
    /// An editor or notebook left it: `x~`, `#x#`, `x-checkpoint.json`.
    case editorLeftover = "editor_leftover"
    /// Its name ends in neither `.json`, `.ndjson`, `.jsonl` nor one of them and `.gz`.
    case otherName = "other_name"
    /// It is a folder though its name is a file's. It is walked like any other folder.
    case folderNamedLikeFile = "folder_named_like_file"
    /// It is no regular file.
    case notAFile = "not_a_file"
    /// A symbolic link led to a folder that had been walked already.
    case seenFolder = "seen_folder"
}

/// What is in a source folder.
public struct SourceTree: Sendable {
    /// The files, sorted by the bytes of their relative paths.
    public private(set) var files: [SourceFile] = []
    /// How many files and folders were skipped, by rule.
    public private(set) var skipped: [SkipRule: Int] = [:]
    /// What could not be read.
    public private(set) var unreadable: [SourceError] = []

    private var seenFolders: Set<FileIdentity> = []
    /// Folders that links lead to. They are walked last, so that a link never takes the place of the folder itself.
    private var linkedFolders: [(path: String, relativePath: String, identity: FileIdentity)] = []
    private var listings: FolderListings

    /// Walks a folder, at any depth.
    ///
    /// - Throws: ``SourceError`` when the folder itself is missing or no folder; anything below that cannot be read is
    ///   in ``unreadable``.
    public init(walking root: String) throws(SourceError) {
        let identity = try Self.folder(root)
        listings = FolderListings(below: root)
        walk(root, relativePath: "", identity: identity)
        while !linkedFolders.isEmpty {
            let folders = linkedFolders
            linkedFolders = []
            for folder in folders { walk(folder.path, relativePath: folder.relativePath, identity: folder.identity) }
        }
        files.sort { $0.relativePath.utf8.lexicographicallyPrecedes($1.relativePath.utf8) }
    }

    /// Looks at the folder alone, as ``init(walking:)`` does first.
    ///
    /// - Throws: ``SourceError`` when it is missing or no folder.
    public static func checkFolder(_ path: String) throws(SourceError) {
        _ = try folder(path)
    }

    private static func folder(_ path: String) throws(SourceError) -> FileIdentity {
        var information = stat()
        guard stat(path, &information) == 0 else { throw SourceError(path: path, errorNumber: errno) }
        let state = EntryState(information)
        guard state.kind == S_IFDIR else { throw SourceError(path: path, errorNumber: ENOTDIR) }
        return FileIdentity(state)
    }

    private mutating func walk(_ folder: String, relativePath: String, identity: FileIdentity) {
        guard seenFolders.insert(identity).inserted else { return skip(.seenFolder) }
        let entries: [FolderEntry]
        do {
            entries = try listings.entries(of: folder)
        } catch {
            return unreadable.append(error)
        }
        let relativePrefix = relativePath.isEmpty ? "" : relativePath + "/"
        for entry in entries {
            visit(FolderListings.path(of: entry.name, in: folder), entry, relativePath: relativePrefix + entry.name)
        }
    }

    private mutating func visit(_ path: String, _ entry: FolderEntry, relativePath: String) {
        let name = entry.name
        if entry.isHidden { return skip(.hidden) }
        let state = entry.state
        guard entry.errorNumber == 0 else {
            // A dangling link that would not have been read anyway is not worth an error.
            let error = SourceError(path: path, errorNumber: entry.errorNumber)
            return Self.skipRule(for: name).map { skip($0) } ?? unreadable.append(error)
        }
        if state.kind == S_IFDIR {
            if Self.skipRule(for: name) == nil { skip(.folderNamedLikeFile) }
            guard entry.isRealFolder else {
                return linkedFolders.append((path, relativePath, FileIdentity(state)))
            }
            return walk(path, relativePath: relativePath, identity: FileIdentity(state))
        }
        if let rule = Self.skipRule(for: name) { return skip(rule) }
        guard state.kind == S_IFREG else { return skip(.notAFile) }
        files.append(
            SourceFile(
                path: path,
                relativePath: relativePath,
                byteCount: state.byteCount,
                modifiedMicroseconds: state.modifiedMicroseconds,
                inode: state.inode
            )
        )
    }

    private mutating func skip(_ rule: SkipRule) {
        skipped[rule, default: 0] += 1
    }

    private static func skipRule(for name: String) -> SkipRule? {
        var stem = name.lowercased()
        if stem.hasSuffix("~") || stem.hasPrefix("#") { return .editorLeftover }
        if stem.hasSuffix(".gz") { stem.removeLast(3) }
        guard let ending = [".json", ".ndjson", ".jsonl"].first(where: stem.hasSuffix) else { return .otherName }
        return stem.hasSuffix("-checkpoint" + ending) ? .editorLeftover : nil
    }
}

/// What makes a folder the same folder under every path.
private struct FileIdentity: Hashable {
    var device: Int
    var inode: Int

    init(_ state: EntryState) {
        device = state.device
        inode = state.inode
    }
}
