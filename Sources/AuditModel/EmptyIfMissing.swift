/// A list that is read as empty where its key is missing, so that reports of an older minor version can be read.
@propertyWrapper
public struct EmptyIfMissing<Element: Codable & Sendable>: Codable, Sendable {
    /// The list.
    public var wrappedValue: [Element]

    /// Wraps a list.
    public init(wrappedValue: [Element]) {
        self.wrappedValue = wrappedValue
    }

    /// Reads a list.
    public init(from decoder: any Decoder) throws {
        wrappedValue = try [Element](from: decoder)
    }

    /// Writes the list.
    public func encode(to encoder: any Encoder) throws {
        try wrappedValue.encode(to: encoder)
    }
}

extension EmptyIfMissing: Equatable where Element: Equatable {}

extension KeyedDecodingContainer {
    /// Lets a key that is missing be read as an empty list.
    public func decode<Element>(
        _ type: EmptyIfMissing<Element>.Type,
        forKey key: Key
    ) throws -> EmptyIfMissing<Element> {
        try decodeIfPresent(type, forKey: key) ?? EmptyIfMissing(wrappedValue: [])
    }
}
