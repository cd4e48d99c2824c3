import Foundation
import Synchronization

/// What is in the folders below a folder, listed by several threads ahead of the walk: a tree of tens of thousands of files
/// is mostly waiting for the kernel, one file at a time.
///
/// Symbolic links to folders are left to the walk, which knows the folders that it has seen.
final class FolderListings: Sendable {
    private typealias Listing = Result<[FolderEntry], SourceError>

    private struct State {
        var listings: [String: Listing] = [:]
        /// Folders that nobody has listed yet.
        var waiting: [String] = []
        /// How many folders wait or are being listed.
        var open = 0
    }

    private let state: Mutex<State>

    /// With more of them the kernel's locks on folders take what they bring.
    private static let mostThreads = 4
    /// How many folders a thread takes at a time.
    private static let batchSize = 16

    /// Lists a folder and all real folders below it.
    init(below root: String) {
        state = Mutex(State(waiting: [root], open: 1))
        let threads = min(ProcessInfo.processInfo.activeProcessorCount, Self.mostThreads)
        DispatchQueue.concurrentPerform(iterations: max(threads, 1)) { _ in work() }
    }

    /// What is in a folder, by name.
    ///
    /// - Throws: ``SourceError`` when it cannot be read.
    func entries(of folder: String) throws(SourceError) -> [FolderEntry] {
        let listing = state.withLock { $0.listings.removeValue(forKey: folder) }
        return try (listing ?? Self.list(folder)).get()
    }

    /// The path of an entry of a folder.
    static func path(of name: String, in folder: String) -> String {
        folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    private func work() {
        while true {
            let batch = state.withLock { state in
                defer { state.waiting.removeLast(min(Self.batchSize, state.waiting.count)) }
                return Array(state.waiting.suffix(Self.batchSize))
            }
            if batch.isEmpty {
                if state.withLock({ $0.open }) == 0 { return }
                // Another thread is about to find more, or to end.
                usleep(50)
                continue
            }
            var listings: [(String, Listing)] = []
            var folders: [String] = []
            for folder in batch {
                let listing = Self.list(folder)
                listings.append((folder, listing))
                guard case .success(let entries) = listing else { continue }
                for entry in entries where entry.isRealFolder { folders.append(Self.path(of: entry.name, in: folder)) }
            }
            state.withLock { state in
                for (folder, listing) in listings { state.listings[folder] = listing }
                state.waiting += folders
                state.open += folders.count - batch.count
            }
        }
    }

    /// Each entry is looked up from the folder that is open, not along its whole path.
    private static func list(_ folder: String) -> Listing {
        guard let stream = opendir(folder) else { return .failure(SourceError(path: folder, errorNumber: errno)) }
        defer { closedir(stream) }
        var entries: [FolderEntry] = []
        errno = 0
        while let found = readdir(stream) {
            let isFolder = found.pointee.d_type == DT_DIR
            let entry = withUnsafeBytes(of: &found.pointee.d_name) { bytes in
                FolderEntry(name: bytes.bindMemory(to: CChar.self).baseAddress, in: dirfd(stream), isFolder: isFolder)
            }
            guard let entry else {
                return .failure(SourceError(path: folder, reason: "it holds a name that is not UTF-8"))
            }
            if entry.name != ".", entry.name != ".." { entries.append(entry) }
            errno = 0
        }
        guard errno == 0 else { return .failure(SourceError(path: folder, errorNumber: errno)) }
        return .success(entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
    }
}

/// One entry of a folder.
struct FolderEntry: Sendable {
    /// Its name.
    let name: String
    /// Whether its name begins with a dot; such entries are not looked at.
    let isHidden: Bool
    /// What it is, links followed.
    private(set) var state = EntryState(stat())
    /// Why that could not be told; 0 when it could.
    private(set) var errorNumber: Int32 = 0
    /// Whether it is a folder to be walked, and no link to one.
    let isRealFolder: Bool

    /// Looks at an entry; `nil` when its name is not UTF-8.
    fileprivate init?(name bytes: UnsafePointer<CChar>?, in folder: Int32, isFolder: Bool) {
        guard let bytes, let name = String(validatingCString: bytes) else { return nil }
        self.name = name
        isHidden = name.utf8.first == UInt8(ascii: ".")
        isRealFolder = isFolder && !isHidden
        guard !isHidden else { return }
        var information = stat()
        if fstatat(folder, bytes, &information, 0) == 0 {
            state = EntryState(information)
        } else {
            errorNumber = errno
        }
    }
}

/// What the file system says of a file or folder.
struct EntryState: Sendable {
    /// What kind of file it is, as `S_IFREG`.
    let kind: mode_t
    /// The file system that it is on.
    let device: Int
    /// Its number there.
    let inode: Int
    /// Its size in bytes.
    let byteCount: Int
    /// When it was last changed, in microseconds since 1970.
    let modifiedMicroseconds: Int

    init(_ information: stat) {
        kind = information.st_mode & S_IFMT
        device = Int(truncatingIfNeeded: information.st_dev)
        inode = Int(truncatingIfNeeded: information.st_ino)
        byteCount = Int(information.st_size)
        #if os(Linux)
            let modified = information.st_mtim
        #else
            let modified = information.st_mtimespec
        #endif
        modifiedMicroseconds = Int(modified.tv_sec) * 1_000_000 + Int(modified.tv_nsec) / 1000
    }
}
