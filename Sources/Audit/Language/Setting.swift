public import AuditModel

/// One value of a rule file with its place, before anybody knows what it means.
public struct Setting: Sendable {
    /// What is written there.
    public enum Content: Sendable {
        case null
        case scalar(Scalar)
        case list([Setting])
        case mapping([Entry])
    }

    /// A single value as written.
    public struct Scalar: Sendable {
        /// The text without quotes.
        public var text: String
        /// Whether it was written in quotes or as a block, or holds a variable, and so is a text whatever it looks like.
        public var isQuoted: Bool

        /// Creates a scalar.
        public init(text: String, isQuoted: Bool) {
            self.text = text
            self.isQuoted = isQuoted
        }
    }

    /// One key of a mapping with its value.
    public struct Entry: Sendable {
        /// The key.
        public var key: String
        /// Where the key is written.
        public var keyLocation: Location
        /// The value.
        public var value: Setting

        /// Creates an entry.
        public init(key: String, keyLocation: Location, value: Setting) {
            self.key = key
            self.keyLocation = keyLocation
            self.value = value
        }
    }

    /// What is written there.
    public var content: Content
    /// Where it is written.
    public var location: Location

    /// Creates a setting.
    public init(_ content: Content, at location: Location) {
        self.content = content
        self.location = location
    }

    /// What it is, for messages: `a text`, `a list`, `a mapping` or `nothing`.
    public var shape: String {
        switch content {
        case .null: "nothing"
        case .scalar: "a single value"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// A value with the place where it was written.
public struct Located<Value: Sendable>: Sendable {
    /// The value.
    public var value: Value
    /// Where it was written.
    public var location: Location

    /// Creates a located value.
    public init(_ value: Value, at location: Location) {
        self.value = value
        self.location = location
    }
}

extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}
