import CLibPQ
import Foundation

extension PostgresError {
    /// Reads what a failed result says.
    init(_ result: OpaquePointer?, connection: OpaquePointer, kind: Kind, statement: String) {
        func field(_ code: Character) -> String? {
            code.asciiValue.flatMap { PQresultErrorField(result, Int32($0)) }.map { String(cString: $0) }
        }
        // The letters are libpq's PG_DIAG_* codes, which are character macros that do not reach Swift.
        self.init(
            kind: kind,
            sqlState: field("C").map(SQLState.init(rawValue:)),
            message: field("M") ?? Self.folded(String(cString: PQerrorMessage(connection))),
            detail: field("D"),
            hint: field("H"),
            table: field("t"),
            constraint: field("n"),
            statement: statement,
            position: field("P").flatMap { Int($0) },
            context: field("W")
        )
    }

    /// Reads why a connection could not be made.
    init(connecting connection: OpaquePointer, to target: ConnectionTarget) {
        var text = Self.folded(String(cString: PQerrorMessage(connection)))
        for secret in ["password", "sslpassword"].compactMap({ target.parameters[$0] }) where !secret.isEmpty {
            text = text.replacingOccurrences(of: secret, with: "***")
        }
        self.init(kind: .connection, message: "cannot connect to \(target): \(text)")
    }

    private static func folded(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "; ")
    }
}
