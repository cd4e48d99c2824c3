import Audit
import AuditModel
import Checksum
import Foundation

/// Puts the rule set together from its files.
struct RuleSetBuilder {
    private let name: String
    private let schema: String?
    private let today: String
    /// Problems of form, that is of files and YAML.
    private let formProblems: [RuleProblem]
    private let files: [RuleFile]
    private let fileNames: [String]
    private let sha256: String
    /// Whether a file could not be read at all, so that what it declares is not known.
    private let isIncomplete: Bool

    /// Creates a builder.
    ///
    /// - Parameters:
    ///   - name: what the audit is called if no file says so.
    ///   - schema: the schema that counts whatever the files say.
    init(of loader: RuleFileLoader, name: String, schema: String?, today: String) {
        self.name = name
        self.schema = schema
        self.today = today
        formProblems = loader.problems
        isIncomplete = loader.isIncomplete
        let loaded = loader.files
        files = loaded.compactMap(\.file)
        fileNames = loaded.map(\.name)
        // The length keeps contents apart; names would make the same rules others in another folder.
        sha256 = SHA256.hexadecimal(
            of: loaded.reduce(into: Data()) { data, file in
                data.append(Data("\(file.bytes.count)\n".utf8))
                data.append(file.bytes)
            }
        )
    }

    /// What an audit is called whose files do not say: the last part of the first path without its ending.
    static func name(for paths: [String]) -> String {
        let name = paths.first.map { URL(filePath: $0).deletingPathExtension().lastPathComponent } ?? ""
        return name.isEmpty || name == "/" ? "audit" : name
    }

    /// The rule set, or what is wrong.
    func reading() -> RuleReading {
        var problems = files.flatMap(\.problems)
        let schema = agreed(on: \.schema, called: "schema", problems: &problems)
        let audit = agreed(on: \.audit, called: "audit", problems: &problems)
        var set = RuleSet(
            name: audit ?? name,
            defaultSchema: self.schema ?? schema ?? "public",
            rules: [],
            policies: files.flatMap(\.policies),
            files: fileNames,
            sha256: sha256
        )
        refuseRepeated(files.flatMap(\.policyIDs), called: "policy", problems: &problems)
        // Who asks for more discretion gets it, whatever other files say.
        set.smallestGroup = files.compactMap(\.smallestGroup).reduce(1, max)
        set.datasets = datasets(in: set.defaultSchema, problems: &problems)
        set.rules = rules(in: set, problems: &problems)
        set.questions = questions(in: set, problems: &problems)
        // A value that was misread is wrong in every other respect too.
        let misread = Set(formProblems.map(\.location))
        problems = formProblems + problems.filter { !misread.contains($0.location) }
        let isWrong = { (problems: [RuleProblem]) in problems.contains { $0.level == .error } }
        if !isWrong(problems), set.rules.isEmpty {
            let place = Location(file: fileNames.first ?? ".", line: 1, column: 1)
            problems.append(RuleProblem(at: place, "no rule is declared; write at least one under 'rules'"))
        }
        guard !isWrong(problems) else { return RuleReading(ruleSet: nil, problems: Self.ordered(problems)) }
        problems += RuleSetWarnings.of(set, rules: files.flatMap { $0.rules ?? [] })
        return RuleReading(ruleSet: set, problems: Self.ordered(problems))
    }

    // MARK: - Across files

    /// What files say that must not disagree.
    private func agreed<Value: Equatable>(
        on value: (RuleFile) -> Located<Value>?,
        called key: String,
        problems: inout [RuleProblem]
    ) -> Value? {
        let all = files.compactMap(value)
        guard let first = all.first else { return nil }
        for other in all.dropFirst() where other.value != first.value {
            problems.append(
                RuleProblem(
                    at: other.location,
                    "'\(key)' is '\(other.value)' here but '\(first.value)' at \(first.location); keep one for all files"
                )
            )
        }
        return first.value
    }

    private func refuseRepeated(_ ids: [Located<String>], called what: String, problems: inout [RuleProblem]) {
        var places: [String: Location] = [:]
        for id in ids {
            if let place = places[id.value] {
                problems.append(
                    RuleProblem(at: id.location, "\(what) '\(id.value)' is already declared at \(place); rename one")
                )
            } else {
                places[id.value] = id.location
            }
        }
    }

    private func datasets(
        in schema: String,
        problems: inout [RuleProblem]
    ) -> [DatasetName: DatasetDeclaration] {
        var datasets: [DatasetName: DatasetDeclaration] = [:]
        for entry in files.flatMap(\.datasets) {
            let reader = DatasetReader(entry, schema: schema)
            problems += reader.problems
            guard let name = reader.name, let declaration = reader.declaration else { continue }
            if let other = datasets[name] {
                problems.append(
                    RuleProblem(
                        at: entry.keyLocation,
                        "dataset '\(name)' is already declared at \(other.location); keep one"
                    )
                )
            } else {
                datasets[name] = declaration
            }
        }
        return datasets
    }

    private func rules(in set: RuleSet, problems: inout [RuleProblem]) -> [Rule] {
        let shared = sharedDefaults(problems: &problems)
        let policies = Set(files.flatMap(\.policyIDs).map(\.value))
        let readers = files.flatMap { file in
            let surroundings = RuleReader.Surroundings(
                schema: set.defaultSchema,
                defaults: file.defaults.completed(by: shared),
                policies: isIncomplete ? nil : policies,
                today: today
            )
            return (file.rules ?? []).map { RuleReader($0, in: surroundings) }
        }
        problems += readers.flatMap(\.problems)
        refuseRepeated(readers.compactMap(\.id), called: "rule", problems: &problems)
        return readers.compactMap(\.rule)
    }

    private func questions(in set: RuleSet, problems: inout [RuleProblem]) -> [BusinessQuestion] {
        let readers = files.flatMap(\.questions)
        refuseRepeated(readers.compactMap(\.id), called: "question", problems: &problems)
        // Where something could not be read, what is missing may be declared there.
        let isWhole = !isIncomplete && !problems.contains { $0.level == .error }
        if isWhole {
            let policies = files.flatMap(\.policyIDs).map(\.value)
            problems += readers.flatMap { $0.unknownDependencies(rules: set.rules.map(\.id), policies: policies) }
        }
        return readers.compactMap(\.question)
    }

    /// The defaults of the files that have no rules, which hold for all.
    private func sharedDefaults(problems: inout [RuleProblem]) -> RuleFile.Defaults {
        func shared<Value: Equatable>(
            _ value: (RuleFile.Defaults) -> Located<Value>?,
            _ key: String
        ) -> Located<Value>? {
            let ofSharedFiles: (RuleFile) -> Located<Value>? = { $0.rules == nil ? value($0.defaults) : nil }
            _ = agreed(on: ofSharedFiles, called: key, problems: &problems)
            return files.compactMap(ofSharedFiles).first
        }
        return RuleFile.Defaults(
            owner: shared(\.owner, "owner"),
            severity: shared(\.severity, "severity"),
            sampleRows: shared(\.sampleRows, "samples")
        )
    }

    /// Sorted by file, line and column, each once.
    private static func ordered(_ problems: [RuleProblem]) -> [RuleProblem] {
        Set(problems).sorted { left, right in
            if left.location.file != right.location.file {
                return RuleFileFinder.precedes(left.location.file, right.location.file)
            }
            return (left.location.line, left.location.column, left.message)
                < (right.location.line, right.location.column, right.message)
        }
    }
}
