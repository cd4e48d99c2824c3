import CLibPQ

/// Which server, database and role to connect to, by libpq's own rules.
///
/// What is not given comes from the `PG*` variables, the service file and the password file.
public struct ConnectionTarget: Sendable, CustomStringConvertible {
    /// libpq's keywords and values.
    public let parameters: [String: String]

    /// A target from libpq's keywords, such as `host`, `dbname`, `user`.
    public init(parameters: [String: String] = [:]) {
        self.parameters = parameters
    }

    /// A target from a URL (`postgresql://host/database`) or a conninfo string (`host=… dbname=…`).
    ///
    /// - Throws: ``PostgresError`` of kind `configuration`; its message never repeats the text, which may hold a password.
    public init(parsing text: String) throws {
        var errorText: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &errorText) else {
            // libpq's message quotes the part that it did not understand, which may be the password.
            PQfreemem(errorText)
            throw PostgresError(
                kind: .configuration,
                message: "the connection string is not valid; write postgresql://user@host:5432/database or "
                    + "'host=… dbname=… user=…', and percent-encode special characters in a URL"
            )
        }
        defer { PQconninfoFree(options) }
        var parameters: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { parameters[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        if parameters.isEmpty || Self.mayHoldPassword(parameters) {
            throw PostgresError(
                kind: .configuration,
                message: "the connection string names no database, or a part of it cannot be what it stands for; write "
                    + "postgresql://user@host:5432/database and percent-encode special characters ('@' is %40, '/' is %2F)"
            )
        }
        self.parameters = parameters
    }

    /// Whether a slip of the pen may have put a password where a name or a port belongs; an error would repeat it.
    private static func mayHoldPassword(_ parameters: [String: String]) -> Bool {
        let ports = parameters["port"]?.split(separator: ",") ?? []
        return ports.contains { Int($0) == nil } || parameters["host"]?.contains("@") == true
            || parameters["user"]?.contains(":") == true || parameters["dbname"]?.contains("@") == true
    }

    /// Whether the text itself holds a password.
    public var holdsPassword: Bool { parameters["password"] != nil || parameters["sslpassword"] != nil }

    /// The target for people, without a password, such as `database 'sparkify' on db.example.org:5432`.
    public var description: String {
        var parts: [String] = []
        if let service = parameters["service"] { parts.append("service '\(service)'") }
        if let database = parameters["dbname"] { parts.append("database '\(database)'") }
        if parts.isEmpty, !parameters.isEmpty { parts.append("the server") }
        if let host = parameters["host"] ?? parameters["hostaddr"] {
            parts.append("on \(host)" + (parameters["port"].map { ":\($0)" } ?? ""))
        }
        if let user = parameters["user"] { parts.append("as '\(user)'") }
        return parts.isEmpty ? "the server that the PG* variables name" : parts.joined(separator: " ")
    }
}
