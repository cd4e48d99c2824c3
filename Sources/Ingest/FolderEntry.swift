import Foundation

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
    init?(name bytes: UnsafePointer<CChar>?, in folder: Int32, isFolder: Bool) {
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
