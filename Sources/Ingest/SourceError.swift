import Foundation

/// A file or folder that could not be read.
public struct SourceError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Its path.
    public var path: String
    /// What the system said.
    public var reason: String

    /// Creates an error.
    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// Creates an error from the system's last error number.
    init(path: String, errorNumber: Int32) {
        self.init(path: path, reason: String(cString: strerror(errorNumber)).lowercased())
    }

    /// The path and the reason.
    public var description: String { "cannot read '\(path)': \(reason)" }
}
