import Audit
import AuditModel
import Yams

/// Reads the one document of a YAML file into settings with their places.
///
/// Two things of Yams need a way around, and both work by putting a placeholder, a character that no file may hold, in
/// the place of another, which moves nothing:
///
/// - It copies what an alias names before anybody can look at its size, and hashes such copies where they are keys: a
///   file of one kilobyte can keep it busy for ever. So it never sees an alias: every `*` is replaced, and
///   ``SettingBuilder`` finds the aliases again.
/// - It gives up at the first mapping that has a key twice. So the first letter of such a key is replaced until it
///   reads the file, and ``SettingBuilder`` reports the keys, among all other problems.
struct YAMLDocument {
    /// The first of the characters that stand for others; part of a private plane of Unicode.
    static let firstPlaceholder: UInt32 = 0x10_F000

    /// Stands for `*`.
    static let asterisk: Unicode.Scalar = "\u{10F000}"

    /// After how many keys that are there twice to give up.
    private static let maximumDuplicates = 100

    private var text: SourceText
    private let original: SourceText
    /// The keys that are there again further down, as they were before their first letter was replaced.
    private var repeatedKeys: [Location: String] = [:]

    private init(_ text: SourceText) {
        original = text
        self.text = text.replacing("*", with: Self.asterisk)
    }

    /// Reads a file.
    ///
    /// - Returns: what it holds, `nil` when it cannot be told, and every problem of form.
    static func read(_ text: SourceText, variables: Variables) -> (setting: Setting?, problems: [RuleProblem]) {
        var document = YAMLDocument(text)
        do throws(RuleFileError) {
            let (parser, root) = try document.compose()
            // Nodes hold their anchors weakly; the parser keeps them.
            return withExtendedLifetime(parser) {
                var builder = SettingBuilder(
                    file: text.file,
                    variables: variables,
                    repeatedKeys: document.repeatedKeys
                )
                let setting = builder.build(root)
                return (setting, builder.problems)
            }
        } catch {
            return (nil, error.problems)
        }
    }

    private mutating func compose() throws(RuleFileError) -> (Parser, Node) {
        for _ in 0..<Self.maximumDuplicates {
            do {
                let parser = try Parser(yaml: text.string, resolver: .basic, encoding: .utf8)
                guard let root = try parser.nextRoot() else { throw RuleFileError(start, "the file is empty") }
                if let other = try parser.nextRoot() {
                    throw RuleFileError(
                        place(other.mark),
                        "a rule file holds one document; remove '---' or make it a file of its own"
                    )
                }
                return (parser, root)
            } catch let error as RuleFileError {
                throw error
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                try hide(keys.first ?? "", at: context.mark)
            } catch {
                throw problem(for: error)
            }
        }
        throw RuleFileError(start, "more than \(Self.maximumDuplicates) keys are there twice")
    }

    /// Replaces the first letter of a key, so that it differs from the others of its mapping.
    private mutating func hide(_ key: String, at mark: Mark) throws(RuleFileError) {
        let location = place(mark)
        var index = text.index(ofLine: mark.line, column: mark.column)
        if let quote = index, ["'", "\""].contains(text.scalars[quote]) { index = quote + 1 }
        let letter = Unicode.Scalar(Self.firstPlaceholder + UInt32(repeatedKeys.count) + 1)
        guard let index, let letter, index < text.scalars.count, text.scalars[index] == key.unicodeScalars.first else {
            throw RuleFileError(location, "the key '\(Self.restored(key))' is there twice; remove one")
        }
        text.replace(at: index, with: letter)
        repeatedKeys[location] = Self.restored(key)
    }

    /// A text of the document as it was before asterisks were replaced.
    static func restored(_ text: String) -> String { text.replacing(String(asterisk), with: "*") }

    private var start: Location { Location(file: text.file, line: 1, column: 1) }

    private func place(_ mark: Mark?) -> Location {
        mark.map { Location(file: text.file, line: $0.line, column: $0.column) } ?? start
    }
}

// MARK: - Syntax errors

extension YAMLDocument {
    private func problem(for error: any Error) -> RuleFileError {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            if problem.hasPrefix("Maximum nesting level") {
                return RuleFileError(place(mark), SettingBuilder.tooDeep)
            }
            let since = context.map {
                $0.mark.line == mark.line ? "" : " (\($0.text) that begins in line \($0.mark.line))"
            }
            let hint = hint(forLines: [mark.line, context?.mark.line ?? mark.line], at: mark)
            return RuleFileError(place(mark), "not valid YAML: \(problem)\(since ?? "")\(hint)")
        case .memory:
            return RuleFileError(start, SettingBuilder.tooDeep)
        default:
            return RuleFileError(start, "not valid YAML: \(error)")
        }
    }

    /// What to do about the mistakes that are made most often.
    private func hint(forLines numbers: [Int], at mark: Mark) -> String {
        if let index = original.index(ofLine: mark.line, column: mark.column), original.scalars[index] == "\t" {
            return "; indent with spaces, not with tabs"
        }
        let lines = numbers.map(original.line)
        if lines.contains(where: { $0.contains(/(warn_if|fail_if)\s*:\s*[>!%@`]/) }) {
            return "; write the condition in quotes, such as \"> 5%\""
        }
        if lines.contains(where: { $0.contains("${") }) {
            return "; inside { } and [ ] write a variable in quotes, such as \"${NAME}\""
        }
        if lines.contains(where: { $0.contains(/:\s+[@`%*&!|>]/) || $0.contains(/:\s.*:\s/) }) {
            return "; write a text that holds signs such as ': ' in quotes"
        }
        return ""
    }
}
