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
        try Self.doing("make the folder", path) {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
    }

    /// Writes a whole file.
    func write(_ bytes: [UInt8], to path: String) throws(GeneratorError) {
        try Self.doing("write", path) { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
    }

    /// Opens a new file to be written piece by piece.
    func open(_ path: String) throws(GeneratorError) -> FileHandle {
        try write([], to: path)
        return try Self.doing("open", path) { try FileHandle(forWritingTo: URL(fileURLWithPath: path)) }
    }

    /// Runs something that touches a file and turns its error into one clear line.
    static func doing<Result>(
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
