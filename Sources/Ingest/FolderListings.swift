import Foundation
import Synchronization

/// What is in the folders below a folder, listed by several threads ahead of the walk: a tree of tens of thousands of files
/// is mostly waiting for the kernel, one file at a time.
///
/// Symbolic links to folders are left to the walk, which knows the folders that it has seen.
struct FolderListings: Sendable {
    private typealias Listing = Result<[FolderEntry], SourceError>

    /// By the bytes of their paths: to a `String`, names that differ in their Unicode normalisation are the same.
    private var listings: [[UInt8]: Listing] = [:]

    /// Lists a folder and all real folders below it, those of one depth at once.
    init(below root: String) {
        var level = [root]
        while !level.isEmpty {
            let found = Self.lists(of: level)
            level = found.flatMap { folder, listing in
                ((try? listing.get()) ?? []).filter(\.isRealFolder).map { Self.path(of: $0.name, in: folder) }
            }
            listings.merge(found.map { (Array($0.utf8), $1) }) { first, _ in first }
        }
    }

    /// What is in a folder, by name.
    ///
    /// - Throws: ``SourceError`` when it cannot be read.
    mutating func entries(of folder: String) throws(SourceError) -> [FolderEntry] {
        try (listings.removeValue(forKey: Array(folder.utf8)) ?? Self.list(folder)).get()
    }

    /// The path of an entry of a folder.
    static func path(of name: String, in folder: String) -> String {
        folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    private static func lists(of folders: [String]) -> [(String, Listing)] {
        let found = Mutex<[(String, Listing)]>([])
        DispatchQueue.concurrentPerform(iterations: folders.count) { place in
            let listing = list(folders[place])
            found.withLock { $0.append((folders[place], listing)) }
        }
        return found.withLock { $0 }
    }

    /// Each entry is looked up from the folder that is open, not along its whole path.
    private static func list(_ folder: String) -> Listing {
        guard let stream = opendir(folder) else { return .failure(SourceError(path: folder, errorNumber: errno)) }
        defer { closedir(stream) }
        var entries: [FolderEntry] = []
        errno = 0
        while let found = readdir(stream) {
            let isFolder = found.pointee.d_type == DT_DIR
            let (entry, name) = withUnsafeBytes(of: &found.pointee.d_name) { bytes in
                let name = bytes.bindMemory(to: CChar.self)
                let entry = FolderEntry(name: name.baseAddress, in: dirfd(stream), isFolder: isFolder)
                return (entry, entry == nil ? String(showing: Array(bytes.prefix { $0 != 0 })) : "")
            }
            guard let entry else {
                let reason = "it holds '\(name)', whose name is not UTF-8; rename it"
                return .failure(SourceError(path: folder, reason: reason))
            }
            if entry.name != ".", entry.name != ".." { entries.append(entry) }
            errno = 0
        }
        guard errno == 0 else { return .failure(SourceError(path: folder, errorNumber: errno)) }
        return .success(entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
    }
}
