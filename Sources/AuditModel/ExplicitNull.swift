/// An optional that is written to JSON as `null` instead of being left out, so that a report always has the same keys.
@propertyWrapper
public struct ExplicitNull<Wrapped: Codable & Sendable>: Codable, Sendable {
    /// The value, if there is one.
    public var wrappedValue: Wrapped?

    /// Wraps an optional.
    public init(wrappedValue: Wrapped?) {
        self.wrappedValue = wrappedValue
    }

    /// Reads a value or `null`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        wrappedValue = container.decodeNil() ? nil : try container.decode(Wrapped.self)
    }

    /// Writes the value or `null`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue {
            try container.encode(wrappedValue)
        } else {
            try container.encodeNil()
        }
    }
}

extension ExplicitNull: Equatable where Wrapped: Equatable {}

extension ExplicitNull: Hashable where Wrapped: Hashable {}

extension KeyedDecodingContainer {
    /// Lets a key that is missing be read as `null`, so that reports of an older minor version can be read.
    public func decode<Wrapped>(
        _ type: ExplicitNull<Wrapped>.Type,
        forKey key: Key
    ) throws -> ExplicitNull<Wrapped> {
        try decodeIfPresent(type, forKey: key) ?? ExplicitNull(wrappedValue: nil)
    }
}

// The compiler takes these where it writes how a value of the model is encoded; a value of its own kind of encoder for each
// optional made up much of the time that a report takes.

extension KeyedEncodingContainer {
    mutating func encode<Wrapped>(_ value: ExplicitNull<Wrapped>, forKey key: Key) throws {
        guard let wrapped = value.wrappedValue else { return try encodeNil(forKey: key) }
        try encode(wrapped, forKey: key)
    }
}
