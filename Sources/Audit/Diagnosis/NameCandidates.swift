import AuditModel
import Postgres

/// Finds names of the catalogue that look like names that it lacks, for a person to confirm.
///
/// Only names that share a fair part of their sequences of three letters are compared at all, and sequences that very many
/// names have are not counted for that: so the work does not grow with the product of both lists.
struct NameCandidates {
    let question: LinkageQuestion
    let session: Session
    let snapshot: SnapshotReader

    /// For how many of the missing names candidates are looked for, those with the most rows first.
    static let nameCount = 200
    /// How many candidates are listed.
    static let bound = 25
    /// From which similarity on two names look alike: an edit is a smaller difference than the sequences that it changes.
    private var threshold: String { session.trigrams == nil && session.distances != nil ? "0.75" : "0.5" }
    /// Sequences in more names than this tell nothing.
    private static let commonIn = 1_000

    /// The candidates, the most alike first.
    func candidates(for names: [(name: String, rows: Int)]) async throws -> [MatchCandidate] {
        guard !names.isEmpty else { return [] }
        return try await snapshot.rows(sql(names)).compactMap { row in
            guard let text = row["text"], let candidate = row["candidate"], let similarity = row["similarity"] else {
                return nil
            }
            return MatchCandidate(
                text: text,
                candidate: candidate,
                similarity: similarity,
                rows: row.integer("rows") ?? 0
            )
        }
    }

    private func sql(_ names: [(name: String, rows: Int)]) -> String {
        let list = names.map { "(\(SQL.quoted(literal: $0.name)), \($0.rows))" }.joined(separator: ", ")
        let parent = question.texts[0].parent
        let column = SQLText.column(parent.column.value)
        return """
            WITH wanted AS MATERIALIZED (
                SELECT w.text, w.rows, lower(w.text) AS plain FROM (VALUES \(list)) AS w(text, rows)),
            wanted_parts AS MATERIALIZED (
                SELECT DISTINCT w.text, substr('  ' || w.plain || ' ', g, 3) AS part
                FROM wanted AS w CROSS JOIN LATERAL generate_series(1, least(char_length(w.plain), 100) + 1) AS g),
            parents AS MATERIALIZED (
                SELECT DISTINCT \(column)::text AS text, lower(\(column)::text) AS plain
                FROM \(parent.dataset.value.sql) WHERE \(column) IS NOT NULL),
            parent_parts AS MATERIALIZED (
                SELECT DISTINCT p.text, substr('  ' || p.plain || ' ', g, 3) AS part
                FROM parents AS p CROSS JOIN LATERAL generate_series(1, least(char_length(p.plain), 100) + 1) AS g
                WHERE substr('  ' || p.plain || ' ', g, 3) IN (SELECT part FROM wanted_parts)),
            telling AS MATERIALIZED (
                SELECT part FROM parent_parts GROUP BY part HAVING count(*) <= \(Self.commonIn)),
            pairs AS MATERIALIZED (
                SELECT w.text, p.text AS candidate
                FROM wanted_parts AS w JOIN telling USING (part) JOIN parent_parts AS p USING (part)
                GROUP BY w.text, p.text
                HAVING 4 * count(*) >= least(char_length(w.text), 100) + 1),
            shared AS MATERIALIZED (
                SELECT p.text, p.candidate, count(*) AS parts
                FROM pairs AS p JOIN wanted_parts AS w USING (text)
                JOIN parent_parts AS q ON q.text = p.candidate AND q.part = w.part
                GROUP BY p.text, p.candidate),
            scored AS MATERIALIZED (
                SELECT w.text, w.rows, p.candidate, (\(similarity))::numeric AS similarity
                FROM shared AS p JOIN wanted AS w USING (text)
                JOIN (SELECT text, count(*) AS parts FROM wanted_parts GROUP BY text) AS o USING (text)
                CROSS JOIN LATERAL (
                    SELECT count(DISTINCT substr('  ' || lower(p.candidate) || ' ', g, 3)) AS parts
                    FROM generate_series(1, least(char_length(p.candidate), 100) + 1) AS g) AS c
                WHERE lower(p.candidate) <> w.plain)
            SELECT text, rows, candidate, round(similarity, 3)::text AS similarity
            FROM scored WHERE similarity >= \(threshold)
            ORDER BY scored.similarity DESC, rows DESC, text COLLATE "C", candidate COLLATE "C" LIMIT \(Self.bound)
            """
    }

    private var similarity: String {
        if let schema = session.trigrams { return "\(schema).similarity(w.text, p.candidate)" }
        if let schema = session.distances {
            // The function takes no longer texts.
            return """
                1 - \(schema).levenshtein(left(w.plain, 255), left(lower(p.candidate), 255))::numeric
                    / greatest(char_length(left(w.plain, 255)), char_length(left(lower(p.candidate), 255)))
                """
        }
        return "p.parts::numeric / (o.parts + c.parts - p.parts)"
    }
}
