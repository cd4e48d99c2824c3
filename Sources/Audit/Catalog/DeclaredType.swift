/// A type of PostgreSQL as people write it in a rule, with whether values may be missing.
///
/// Source of the aliases: PostgreSQL 15 documentation, table 8.1, and the names of `pg_type`.
struct DeclaredType: Sendable, Equatable {
    /// Whether a column of the type may be NULL.
    enum Nullability: Sendable {
        case allowed, forbidden, unsaid
    }

    /// The type in PostgreSQL's own words, such as `character varying(50)`.
    var name: String
    /// What stands behind the type.
    var nullability: Nullability

    /// Reads `varchar(50) null`; `nil` when there is no type in it.
    init?(_ text: String) {
        var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        nullability = .unsaid
        if words.last?.lowercased() == "null" {
            words.removeLast()
            nullability = .allowed
            if words.last?.lowercased() == "not" {
                words.removeLast()
                nullability = .forbidden
            }
        }
        let written = words.joined(separator: " ")
        guard !written.isEmpty, written.first?.isNumber == false, written.count(where: { $0 == "(" }) <= 1 else {
            return nil
        }
        name = Self.normalized(written)
        guard name.contains(where: \.isLetter) else { return nil }
    }

    /// Whether a column has the type. A type without length or precision matches any; a domain matches as itself and as what
    /// it is made of.
    func matches(_ column: TableShape.Column) -> Bool {
        let names = [column.type, column.qualifiedType, column.baseType].compactMap(\.self).map(Self.normalized)
        return names.contains { $0 == name || Self.withoutModifier($0) == name }
    }

    /// The type in PostgreSQL's words: aliases replaced, spaces folded, lower case outside quotes.
    static func normalized(_ text: String) -> String {
        if text.contains("\"") { return text }
        let lower = text.lowercased().replacing(/\s*([(),\[\]])\s*/) { String($0.1) }.replacing(/\)([a-z])/) {
            ") \($0.1)"
        }
        let arrays = lower.hasSuffix(" array") ? String(lower.dropLast(6)) + "[]" : lower
        var element = arrays.replacing(/(\[\d*\])+$/, with: "")
        var isArray = element != arrays
        if element.hasPrefix("_") {
            element.removeFirst()
            isArray = true
        }
        let bare = element.hasPrefix("pg_catalog.") ? String(element.dropFirst(11)) : element
        return base(bare) + (isArray ? "[]" : "")
    }

    private static func base(_ text: String) -> String {
        let modifier = text.firstMatch(of: /\([^)]*\)/).map { String($0.0) } ?? ""
        let name = withoutModifier(text)
        if name == "float", let digits = Int(modifier.dropFirst().dropLast()) {
            return digits <= 24 ? "real" : "double precision"
        }
        let full = aliases[name] ?? name
        // The precision of a time stands inside its name: timestamp(3) without time zone.
        for time in ["timestamp", "time"] where full.hasPrefix("\(time) ") && !modifier.isEmpty {
            return time + modifier + full.dropFirst(time.count)
        }
        return full + (full == "integer" || full == "bigint" ? "" : modifier)
    }

    private static func withoutModifier(_ text: String) -> String {
        text.replacing(/\([^)]*\)/, with: "")
    }

    private static let aliases = [
        "int": "integer", "int4": "integer", "serial": "integer", "serial4": "integer",
        "int2": "smallint", "smallserial": "smallint", "serial2": "smallint",
        "int8": "bigint", "bigserial": "bigint", "serial8": "bigint",
        "float4": "real", "float8": "double precision", "float": "double precision", "double": "double precision",
        "decimal": "numeric", "dec": "numeric", "bool": "boolean",
        "varchar": "character varying", "char varying": "character varying", "char": "character", "bpchar": "character",
        "timestamp": "timestamp without time zone", "timestamptz": "timestamp with time zone",
        "time": "time without time zone", "timetz": "time with time zone", "varbit": "bit varying",
    ]
}
