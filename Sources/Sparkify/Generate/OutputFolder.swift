import Foundation

/// The folder that takes a sample: checked before anything is written, and the only place where files are touched.
struct OutputFolder {
    /// The folder as given.
    let path: String

    /// Makes the folder, or checks that it holds nothing else.
    ///
    /// With `replacing`, its `song_data` and `log_data` are removed first, and anything else in it stays.
    init(path: String, replacing: Bool) throws(GeneratorError) {
        self.path = path
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        if manager.fileExists(atPath: path, isDirectory: &isFolder) {
            guard isFolder.boolValue else {
                throw .unsuitableFolder(path: path, message: "is a file; name a new or an empty folder")
            }
            try clear(replacing: replacing)
        }
        try makeFolder(path)
    }

    private func clear(replacing: Bool) throws(GeneratorError) {
        let found = try Self.doing("read", path) { try FileManager.default.contentsOfDirectory(atPath: path) }
        guard replacing else {
            guard found.isEmpty else {
                throw .unsuitableFolder(
                    path: path,
                    message: "is not empty; name a new or an empty folder, or ask to replace its sample data"
                )
            }
            return
        }
        for name in ["song_data", "log_data"] where found.contains(name) {
            try Self.doing("remove", "\(path)/\(name)") {
                try FileManager.default.removeItem(atPath: "\(path)/\(name)")
            }
        }
    }

    /// Makes a folder and those above it; one that exists is fine.
    func makeFolder(_ path: String) throws(GeneratorError) {
        if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
        let code = errno
        let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        guard code == ENOENT, !parent.isEmpty else {
            throw .failedOperation(path: path, action: "make the folder", reason: String(cString: strerror(code)))
        }
        try makeFolder(parent)
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw .failedOperation(path: path, action: "make the folder", reason: String(cString: strerror(errno)))
        }
    }

    /// Runs something that touches a file and turns its error into one clear line.
    private static func doing<Result>(
        _ action: String,
        _ path: String,
        _ work: () throws -> Result
    ) throws(GeneratorError) -> Result {
        do {
            return try work()
        } catch {
            throw .failedOperation(path: path, action: action, reason: reason(of: error))
        }
    }

    /// The operating system's own words, such as "Permission denied", rather than Foundation's sentence around them.
    private static func reason(of error: any Error) -> String {
        let outer = error as NSError
        let inner = outer.userInfo[NSUnderlyingErrorKey] as? NSError ?? outer
        guard inner.domain == NSPOSIXErrorDomain else { return outer.localizedDescription }
        return String(cString: strerror(Int32(inner.code)))
    }
}
