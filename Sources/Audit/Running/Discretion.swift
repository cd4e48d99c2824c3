import AuditModel
import Checksum
import Postgres

/// What is said where values of sensitive columns could be told by accident.
enum Discretion {
    /// What went wrong, without values of the data where the audit has sensitive columns.
    ///
    /// The server's own words are told only where they cannot hold a value: of the state of the server and the connection, and
    /// of what it refuses before it looks at rows, which it shows by a place in the statement. Whatever happens inside of a
    /// function of the database may quote anything.
    static func words(for error: any Error, in datasets: [DatasetName: DatasetDeclaration]) -> String {
        if let refusal = error as? PostgresError, refusal.sqlState?.rawValue == "42501",
            refusal.message.contains("row-level security")
        {
            return
                "row-level security hides rows of a table from this role, and what is hidden cannot be measured; audit as "
                + "a role that sees all rows (BYPASSRLS) or as the table's owner (\(error))"
        }
        guard datasets.values.contains(where: { !$0.sensitive.isEmpty }), let refusal = error as? PostgresError,
            let code = refusal.sqlState?.rawValue
        else { return "\(error)" }
        let isOfServer = classesOfServer.contains(String(code.prefix(2))) || code == "42501"
        let isOfStatement = code.hasPrefix("42") && refusal.position != nil
        if refusal.context == nil, isOfServer || isOfStatement { return "\(error)" }
        let reason = reasons[code] ?? "the server refused a value, or a function of the database raised an error"
        return "\(reason); the server's message is withheld, since it may hold sensitive values (SQLSTATE \(code))"
    }

    /// Connection, transaction, resources, limits, state of objects, operators' actions, system.
    private static let classesOfServer: Set<String> = ["08", "25", "40", "53", "54", "55", "57", "58"]

    /// Our own words for what happens most.
    private static let reasons = [
        "22P02": "a text cannot be read as the type that a rule reads it as",
        "22003": "a number is outside of its range",
        "22007": "a text cannot be read as a time",
        "22008": "a time is outside of its range",
        "22012": "something is divided by zero",
        "2201B": "a regular expression is not valid",
        "21000": "a query that should give one row gives more",
    ]
}

/// What is shown instead of a sensitive value: a word, or a pseudonym that is the same wherever the value is the same.
///
/// A pseudonym is the beginning of HMAC-SHA-256 (RFC 2104) of the value's text. The server works it out, so that the value
/// never leaves it; what it is given is the key mixed with the two constants of the algorithm.
public struct Pseudonyms: Sendable {
    private let inner: String
    private let outer: String

    /// Pseudonyms that only somebody with the key can work out; `nil` for a key of fewer than 16 bytes.
    public init?(key: String) {
        var bytes = Array(key.utf8)
        guard bytes.count >= 16 else { return nil }
        if bytes.count > 64 { bytes = SHA256.digest(of: bytes) }
        bytes += [UInt8](repeating: 0, count: 64 - bytes.count)
        func padded(_ constant: UInt8) -> String {
            bytes.map { byte in
                let digits = String(byte ^ constant, radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }.joined()
        }
        inner = padded(0x36)
        outer = padded(0x5C)
    }

    /// An expression for the pseudonym of a value that is not NULL.
    func expression(of value: String) -> String {
        let message = "convert_to((\(value))::text, 'UTF8')"
        let hash = "sha256('\\x\(outer)'::bytea || sha256('\\x\(inner)'::bytea || \(message)))"
        return "'pseudonym ' || left(encode(\(hash), 'hex'), 16)"
    }
}
