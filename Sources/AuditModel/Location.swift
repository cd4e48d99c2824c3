/// A place in a file; lines and columns count from 1, columns in characters.
public struct Location: Codable, Sendable, Hashable, CustomStringConvertible {
    /// The file as the user named it.
    public var file: String
    /// The line, from 1.
    public var line: Int
    /// The column, from 1.
    public var column: Int

    /// Creates a place in a file.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column`, the form that editors turn into a link.
    public var description: String { "\(file):\(line):\(column)" }
}
