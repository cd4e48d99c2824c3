import ArgumentParser
import Audit
import Foundation

/// What a report tells of people.
struct PrivacyOptions: ParsableArguments {
    @Option(
        name: .customLong("smallest-group"),
        help: ArgumentHelp(
            "Groups of fewer rows are left out of reports, as by 'smallest_group' of rule files; the larger counts. PLUMB_PSEUDONYM_KEY shows pseudonyms of sensitive values.",
            valueName: "rows"
        )
    )
    var smallestGroup = 1

    /// Checks size and key before any work is done.
    func validate() throws {
        guard smallestGroup >= 1 else { throw ValidationError("--smallest-group takes a number of rows from 1 on") }
        _ = try pseudonyms()
    }

    /// Writes the settings into options of the engine.
    func apply(to options: inout AuditOptions) throws {
        options.smallestGroup = smallestGroup
        options.pseudonyms = try pseudonyms()
    }

    private func pseudonyms() throws -> Pseudonyms? {
        guard let key = ProcessInfo.processInfo.environment["PLUMB_PSEUDONYM_KEY"], !key.isEmpty else { return nil }
        guard let pseudonyms = Pseudonyms(key: key) else {
            throw ValidationError(
                "PLUMB_PSEUDONYM_KEY must have at least 16 characters, for example from 'openssl rand -hex 32'"
            )
        }
        return pseudonyms
    }
}
