/// The variables that keys and values of rule files may name as `${NAME}` or `${NAME:-default}`.
///
/// `$${` stands for `${`. A default ends at the first `}`, and counts for a variable that is not set or empty. Anything
/// else with a dollar sign is left as it is, so that regular expressions need no care.
struct Variables: Sendable {
    /// The variables, those that count first in front.
    private let scopes: [[String: String]]

    /// Creates variables.
    ///
    /// - Parameters:
    ///   - declared: those given on the command line, which count first.
    ///   - environment: those of the environment.
    init(declared: [String: String] = [:], environment: [String: String] = [:]) {
        scopes = [declared, environment]
    }

    /// The text with variables replaced by their values, which are not looked at again, and the names of those that are
    /// not set.
    func expand(_ text: String) -> (text: String, unset: [String]) {
        guard text.contains("${") else { return (text, []) }
        var unset: [String] = []
        let expanded = text.replacing(/\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/) { match in
            guard let name = match.1.map(String.init) else { return "${" }
            let value = scopes.lazy.compactMap { $0[name] }.first
            if let preset = match.2, (value ?? "").isEmpty { return String(preset) }
            if value == nil { unset.append(name) }
            return value ?? String(match.0)
        }
        return (expanded, unset)
    }
}
