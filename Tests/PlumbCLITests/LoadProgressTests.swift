import Postgres
@testable import Sparkify
import TestSupport
import Testing

@testable import PlumbCLI

@Suite("The progress of a load")
struct LoadProgressTests {
    private func text(_ progress: LoadProgress, at seconds: Double) -> ProgressText {
        ProgressText(progress: progress, stageSeconds: seconds, readingSeconds: seconds)
    }

    @Test("tells files, records, speed, rejects and the time that is left, with a bar on a terminal")
    func reading() {
        let progress = LoadProgress(
            stage: .readingEvents,
            filesRead: 12,
            fileCount: 30,
            bytesRead: 300_000_000,
            byteCount: 1_200_000_000,
            records: 1_234_567,
            rejected: 1
        )
        let words = "events: 12 of 30 files, 1,234,567 records, 75 MB/s, 1 reject, 12 s left to read"
        #expect(text(progress, at: 4).sentence == words)
        #expect(text(progress, at: 4).bar == "[####............] " + words)
        #expect(text(progress, at: 40).sentence.hasSuffix("2 min 0 s left to read"))
        #expect(text(progress, at: 0.1).sentence == "events: 12 of 30 files, 1,234,567 records, 1 reject")
    }

    @Test("says what is done before and after reading, and for how long")
    func otherStages() {
        #expect(text(LoadProgress(stage: .waiting), at: 61).bar == "waiting for another load to end (1 min 1 s)")
        let filling = LoadProgress(stage: .fillingStar, records: 8056)
        #expect(text(filling, at: 1.5).bar == "filling the tables from 8,056 records (2 s)")
        #expect(text(LoadProgress(stage: .readingSongs), at: 0).bar == "songs: 0 of 0 files, 0 records, 0 rejects")
    }

    @Test("is a line every few seconds where there is no terminal, and nothing with --quiet")
    func lines() async throws {
        let data = try SampleData()
        try await TestDatabase.withDatabase { database in
            let environment = ["PGDATABASE": database]
            let lock = try await Connection.open(ConnectionTarget(parameters: ["dbname": database]))
            try await lock.query("SELECT pg_advisory_lock(1347179853, 1)")
            let runs = try [[], ["--quiet"]].map { try ProgramRun(["load", data.path] + $0, environment: environment) }
            try await Task.sleep(for: .milliseconds(8_000))
            await lock.close()
            let ends = [try await runs[0].end(), try await runs[1].end()]
            #expect(ends.map(\.code) == [0, 0])
            // A busy machine may wait longer than it was asked to.
            #expect(ends[0].problems.contains(/^(plumb: waiting for another load to end \(\d+ s\)\n)+$/))
            #expect(ends[1].problems == "")
        }
    }
}
