import AuditModel
import Foundation
import Ingest
import Sparkify

/// The summary of a load as a table for the terminal.
struct LoadText {
    /// What was loaded.
    var summary: LoadSummary

    /// The lines, without a newline at the end.
    var text: String {
        let time = String(format: "%.1f s", summary.seconds)
        let where_ = "schema \(summary.starSchema), source records in \(summary.stagingSchema)"
        let title =
            summary.loadID == nil
            ? "Nothing new to load (\(where_)); no row was changed" : "Loaded in \(time) into \(where_)"
        let counts = [title, ""] + sourceLines + [""] + tableLines + [linkLine]
        let remarks = changeLines + rejectLines + emptyLines + removedLines + skippedLines
        return (counts + remarks).joined(separator: "\n")
    }

    private var sourceLines: [String] {
        let header = row(["", "files", "unchanged", "read", "loaded", "filtered", "rejected", ""])
        let rows = summary.sources.flatMap { source in
            [
                row(
                    [source.source.rawValue]
                        + [
                            source.files, source.unchangedFiles, source.records, source.loaded, source.filtered,
                            source.rejected,
                        ].map(Wording.count)
                        + [source.addsUp ? "adds up" : "DOES NOT ADD UP"]
                )
            ] + reasons("filtered", source.filteredReasons) + reasons("rejected", source.rejectedReasons)
                + drift(source.source)
        }
        return [header] + rows
    }

    private func reasons(_ outcome: String, _ reasons: [LoadReason]) -> [String] {
        reasons.map { "  \(outcome) \(Wording.count($0.records)): \($0.reason)" }
    }

    private var tableLines: [String] {
        summary.tables.map { table in
            let change = table.rowsAfter - table.rowsBefore
            let sign = change > 0 ? "+" : ""
            return row([
                table.name, Wording.count(table.rowsAfter), change == 0 ? "" : "\(sign)\(Wording.count(change))",
            ])
        }
    }

    private var linkLine: String {
        let plays = summary.tables.first { $0.name == "songplays" }?.rowsAfter ?? 0
        let late =
            summary.newlyLinkedPlays > 0
            ? "; \(Wording.count(summary.newlyLinkedPlays)) of earlier loads became linkable" : ""
        let linked = "\(Wording.count(summary.linkedPlays)) of \(Wording.count(plays)) plays"
        return "\(linked) are linked to a song and its artist\(late)"
    }

    private var changeLines: [String] {
        var lines: [String] = []
        let changed = [(summary.changedSongs, "song"), (summary.changedArtists, "artist")].filter { $0.0 > 0 }
        if !changed.isEmpty {
            let counts = changed.map { Wording.count($0.0, $0.1) }.joined(separator: " and ")
            let tables = changed.map { "\(summary.stagingSchema).\($0.1)_history" }.joined(separator: " and ")
            lines.append("\(counts) changed; the old values are in \(tables)")
        }
        if summary.conflicts > 0 {
            let conflicts = Wording.count(summary.conflicts, "conflict")
            let table = "\(summary.stagingSchema).conflicts"
            lines.append("\(conflicts) between song records, in \(table), whose column kept says what counts")
        }
        return lines
    }

    private var removedLines: [String] {
        guard summary.removedFileCount > 0 else { return [] }
        let more = summary.removedFileCount - summary.removedFiles.count
        let names = summary.removedFiles.joined(separator: ", ") + (more > 0 ? " and \(Wording.count(more)) more" : "")
        return ["gone since an earlier load, the rows stay: \(names)"]
    }

    private var rejectLines: [String] {
        guard !summary.firstRejects.isEmpty else { return [] }
        let rest = summary.rejected - summary.firstRejects.count
        let more = rest > 0 ? ["\(Wording.count(rest)) more"] : []
        return ["", "rejected records, kept in \(summary.stagingSchema).rejects:"]
            + (summary.firstRejects.map(\.description) + more).map { "  \($0)" }
    }

    private var skippedLines: [String] {
        let rules = summary.skipped.sorted { $0.key < $1.key }.map {
            "\(Wording.count($0.value)) \(Self.words($0.key))"
        }
        return rules.isEmpty ? [] : ["passed over: \(rules.joined(separator: ", "))"]
    }

    /// What a skip rule applies to, in plain words.
    private static func words(_ rule: String) -> String {
        switch rule {
        case SkipRule.hidden.rawValue: "hidden (the name begins with a dot)"
        case SkipRule.editorLeftover.rawValue: "left by editors or notebooks"
        case SkipRule.otherName.rawValue: "not named .json, .ndjson or .jsonl"
        case SkipRule.notAFile.rawValue: "neither files nor folders"
        case SkipRule.seenFolder.rawValue: "links to folders that were read already"
        case SkipRule.folderNamedLikeFile.rawValue: "folders named like a file (what is in them was read)"
        case "unplaced": "in neither song_data nor log_data"
        default: rule
        }
    }

    private var emptyLines: [String] {
        guard summary.emptyFileCount > 0 else { return [] }
        let more = summary.emptyFileCount - summary.emptyFiles.count
        let rest = more > 0 ? " and \(Wording.count(more)) more" : ""
        return ["empty files: \(summary.emptyFiles.joined(separator: ", "))\(rest)"]
    }

    /// The keys that have drifted, by kind; where and how often is in the database.
    private func drift(_ source: SourceKind) -> [String] {
        let kinds: [(DriftFinding.Kind, String)] = [
            (.missingKey, "missing keys"), (.unknownKey, "unknown keys"), (.type, "keys of changing type"),
        ]
        let parts = kinds.compactMap { kind, words in
            let keys = summary.drift.filter { $0.source == source && $0.kind == kind }.map(\.key)
            let more =
                keys.count > Self.longestKeyList ? " and \(Wording.count(keys.count - Self.longestKeyList)) more" : ""
            return keys.isEmpty ? nil : "\(words) \(keys.prefix(Self.longestKeyList).joined(separator: ", "))\(more)"
        }
        guard !parts.isEmpty else { return [] }
        return ["  schema drift, see \(summary.stagingSchema).drift: \(parts.joined(separator: "; "))"]
    }

    private static let longestKeyList = 20

    /// The first cell flush left, the others flush right in columns of ten.
    private func row(_ cells: [String]) -> String {
        let padded = cells.enumerated().map { index, cell in
            let space = String(repeating: " ", count: max(0, 10 - cell.count))
            return index == 0 ? cell + space : (cell.contains(" ") ? "  " + cell : space + cell)
        }
        return padded.joined().trimmingSuffix(while: \.isWhitespace)
    }
}

extension String {
    /// The string without the characters at its end that fulfil a condition.
    fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> String {
        var rest = self[...]
        while let last = rest.last, condition(last) { rest.removeLast() }
        return String(rest)
    }
}
