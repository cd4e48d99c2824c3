import ArgumentParser
import Foundation

/// `plumb load`: loads Sparkify's files into the star schema.
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Loads Sparkify's song files and event logs into a star schema, in one transaction.",
        discussion: """
            What was loaded before is not loaded again: files that look unchanged are not opened, of others what is new is \
            loaded. Every record ends up loaded, filtered or rejected with a reason; \
            source records are kept in the staging schema. Exit codes: 0 done, 1 more rejects than --max-rejects \
            (nothing loaded), 2 no such folder or files, 3 could not complete (nothing loaded), 130 interrupted (nothing \
            loaded).
            """
    )

    @OptionGroup var source: SourceOptions
    @OptionGroup var database: DatabaseOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The schema of the star tables; source records go to <name>_staging, for public to staging.",
            valueName: "name"
        )
    )
    var schema = "public"

    @Flag(name: .long, help: "Print the summary as JSON.")
    var json = false

    func run() async throws {
        try source.check(for: schema)
        let summary = try await database.withConnection { connection in
            try await source.load(into: schema, over: connection)
        }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            Console.result(String(decoding: try encoder.encode(summary), as: UTF8.self))
        } else {
            Console.result(LoadText(summary: summary).text)
        }
    }
}
