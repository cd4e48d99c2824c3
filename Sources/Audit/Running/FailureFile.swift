import Foundation
import Postgres

/// A CSV file with all rows that break one rule. It gets its name when it is complete, so that no half of a list is
/// taken for the whole.
struct FailureFile: Sendable {
    private let path: String
    private let folder: String
    /// The file's name.
    let name: String

    /// The bytes that are collected before they are written.
    private static let bufferSize = 64 << 10

    init(of rule: String, in folder: String) {
        // An id may hold what a file name must not.
        let safe = rule.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" }
        name = String(safe) + ".csv"
        self.folder = folder
        path = (folder as NSString).appendingPathComponent(name)
    }

    /// Removes what an earlier audit has written, of which nothing is left.
    func removeLeftover() {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes the rows of a query.
    ///
    /// - Returns: how many rows there are.
    /// - Throws: `PostgresError`, or what the file system says.
    func write(_ query: String, over session: SnapshotSession) async throws -> Int {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let partial = path + ".part"
        guard FileManager.default.createFile(atPath: partial, contents: nil),
            let handle = FileHandle(forWritingAtPath: partial)
        else { throw CocoaError(.fileWriteUnknown) }
        do {
            let rowCount = try await copy(query, over: session, to: handle)
            try? FileManager.default.removeItem(atPath: path)
            try FileManager.default.moveItem(atPath: partial, toPath: path)
            return rowCount
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            throw error
        }
    }

    private func copy(_ query: String, over session: SnapshotSession, to handle: FileHandle) async throws -> Int {
        let buffer = RowBuffer(size: Self.bufferSize, file: handle)
        defer { try? handle.close() }
        try await session.keepLimit()
        let rowCount = try await session.connection.copyOut(
            SQL(raw: "COPY (\n\(query)\n) TO STDOUT WITH (FORMAT csv, HEADER true)"),
            take: { [buffer] row in try buffer.append(row) }
        )
        try buffer.flush()
        // The first line holds the names.
        return max(0, rowCount - 1)
    }
}

/// Collects rows and writes them in larger pieces.
///
/// `@unchecked Sendable`: only one at a time uses it, first the connection's thread, then whoever waited for it.
private final class RowBuffer: @unchecked Sendable {
    private var bytes = Data()
    private let size: Int
    private let file: FileHandle

    init(size: Int, file: FileHandle) {
        self.size = size
        self.file = file
    }

    func append(_ row: UnsafeRawBufferPointer) throws {
        bytes.append(contentsOf: row)
        if bytes.count >= size { try flush() }
    }

    func flush() throws {
        try file.write(contentsOf: bytes)
        bytes.removeAll(keepingCapacity: true)
    }
}
