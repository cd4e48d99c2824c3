/// A statement whose values are parameters and whose names are quoted.
///
/// Built by interpolation: `"SELECT * FROM \(identifier: table) WHERE level = \(level)"`. Text that is neither a value
/// nor a name goes in through `\(raw:)`, whose name says that nobody checks it.
public struct SQL: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The statement with `$1`, `$2`, … in place of the parameters.
    public private(set) var text: String
    /// The values of the parameters, as PostgreSQL reads them; `nil` is NULL.
    public private(set) var parameters: [String?]

    /// A statement from a constant.
    public init(stringLiteral text: String) {
        self.text = text
        self.parameters = []
    }

    /// A statement from an interpolated string.
    public init(stringInterpolation: Interpolation) {
        self.text = stringInterpolation.text
        self.parameters = stringInterpolation.parameters
    }

    /// A statement from text that is used as it is, with `$1`, `$2`, … in place of parameters.
    public init(raw text: String, parameters: [String?] = []) {
        self.text = text
        self.parameters = parameters
    }

    /// Collects the parts of an interpolated statement.
    public struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""
        fileprivate var parameters: [String?] = []

        /// Starts an empty statement.
        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity)
        }

        /// Adds a constant part.
        public mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        /// Adds a text value as a parameter.
        public mutating func appendInterpolation(_ value: String?) {
            parameters.append(value)
            text += "$\(parameters.count)"
        }

        /// Adds a whole number as a parameter.
        public mutating func appendInterpolation(_ value: (some BinaryInteger)?) {
            appendInterpolation(value.map { String($0) })
        }

        /// Adds a truth value as a parameter.
        public mutating func appendInterpolation(_ value: Bool) {
            appendInterpolation(value ? "true" : "false")
        }

        /// Adds a quoted name.
        public mutating func appendInterpolation(identifier name: String) {
            text += SQL.quoted(identifier: name)
        }

        /// Adds a quoted text constant, for statements that cannot take parameters.
        public mutating func appendInterpolation(literal value: String) {
            text += SQL.quoted(literal: value)
        }

        /// Adds text that nobody checks.
        public mutating func appendInterpolation(raw unchecked: String) {
            text += unchecked
        }
    }

    /// Quotes a name, always, so that keywords and capitals survive.
    public static func quoted(identifier name: String) -> String {
        "\"" + doubling("\"", in: name) + "\""
    }

    /// Quotes a text constant so that it means the same whatever `standard_conforming_strings` says.
    public static func quoted(literal text: String) -> String {
        let quoted = "'" + doubling("'", in: text) + "'"
        return text.utf8.contains(UInt8(ascii: "\\")) ? "E" + doubling("\\", in: quoted) : quoted
    }

    /// Works on scalars: a quote that is followed by a combining character is still a quote to PostgreSQL.
    private static func doubling(_ mark: Unicode.Scalar, in text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalar != "\0" {
            if scalar == mark { result.append(mark) }
            result.append(scalar)
        }
        return String(result)
    }
}
