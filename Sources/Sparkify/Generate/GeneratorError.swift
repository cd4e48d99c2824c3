/// Why no sample data could be written.
public enum GeneratorError: Error, Equatable, CustomStringConvertible {
    /// Options that contradict each other or lie out of range; `message` says which and what would do.
    case impossibleOptions(message: String)
    /// The folder cannot take sample data as it is: it holds other things, or is no folder.
    case unsuitableFolder(path: String, message: String)
    /// The operating system refused to read, make, write or remove something.
    case failedOperation(path: String, action: String, reason: String)

    /// One line that names the thing and says what to do.
    public var description: String {
        switch self {
        case .impossibleOptions(let message): message
        case .unsuitableFolder(let path, let message): "\(path): \(message)"
        case .failedOperation(let path, let action, let reason): "cannot \(action) \(path): \(reason)"
        }
    }
}
