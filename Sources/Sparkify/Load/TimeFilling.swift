import Postgres

/// Fills the table of instants from the events that a load has staged.
struct TimeFilling {
    let schemas: SchemaSetup
    let connection: Connection
    /// What was noted of the events while they were read.
    let digest: EventDigest
    /// Whether the table is new.
    let isFresh: Bool

    private var star: String { schemas.star }

    /// Adds the instants: to a new table those that are surely new as they are; all others are compared with what is there.
    ///
    /// An event that turns out to be a repetition stands at an instant that is there anyway, so that it need not be known
    /// yet which ones are.
    ///
    /// - Returns: how many instants there are more.
    func run() async throws -> Int {
        var added = 0
        let digest = digest
        if isFresh {
            added = try await connection.copyIn("COPY \(identifier: star).time FROM STDIN (FORMAT binary, FREEZE)") {
                try digest.nextNewInstants()
            }
            try await schemas.addKey(of: StarSchema.time, in: star, connection)
            guard digest.doubtfulInstantCount > 0 else { return added }
        }
        try await connection.query(
            "CREATE TEMPORARY TABLE plumb_instant (LIKE \(identifier: star).time) ON COMMIT DROP"
        )
        try await connection.copyIn("COPY pg_temp.plumb_instant FROM STDIN (FORMAT binary)") {
            try digest.nextDoubtfulInstants()
        }
        if !isFresh {
            try await connection.copyIn("COPY pg_temp.plumb_instant FROM STDIN (FORMAT binary)") {
                try digest.nextNewInstants()
            }
        }
        added += try await connection.query(
            """
            INSERT INTO \(identifier: star).time
            SELECT DISTINCT ON (start_time) * FROM pg_temp.plumb_instant new
            WHERE NOT EXISTS (SELECT FROM \(identifier: star).time known WHERE known.start_time = new.start_time)
            ORDER BY start_time
            """
        ).affected
        return added
    }
}
