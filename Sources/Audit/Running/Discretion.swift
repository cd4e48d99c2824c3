import AuditModel
import Checksum
import Postgres

/// What is said where values of sensitive columns could be told by accident.
enum Discretion {
    /// What went wrong, without values of the data where the audit has sensitive columns.
    ///
    /// Errors about data (SQLSTATE class 22) quote the value that they are about, and functions of the database may raise
    /// any text; both say no more than what kind of error it was.
    static func words(for error: any Error, in datasets: [DatasetName: DatasetDeclaration]) -> String {
        guard datasets.values.contains(where: { !$0.sensitive.isEmpty }), var refusal = error as? PostgresError else {
            return "\(error)"
        }
        let code = refusal.sqlState?.rawValue ?? ""
        if code.hasPrefix("22") || code.hasPrefix("23") {
            refusal.message = withoutQuotations(refusal.message)
        } else if code.hasPrefix("P0") {
            refusal.message = "a function of the database raised an error, whose text may hold sensitive values"
        } else {
            return "\(error)"
        }
        refusal.hint = nil
        return "\(refusal)"
    }

    /// The text without anything between its first and its last quotation mark: a value may hold such marks itself.
    private static func withoutQuotations(_ text: String) -> String {
        guard let first = text.firstIndex(of: "\""), let last = text.lastIndex(of: "\""), first < last else {
            return text
        }
        return text[..<first] + "(a value that is withheld)" + text[text.index(after: last)...]
    }
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
