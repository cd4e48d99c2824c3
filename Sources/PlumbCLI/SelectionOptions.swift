import ArgumentParser
import Audit

/// Which of the rules a command is about.
struct SelectionOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only rules with this id, tag, dimension, policy, dataset, severity, kind or owner, or key:word such as "
                + "severity:critical; repeatable. 'a,b' means both, 'users.*' every id that begins so.",
            valueName: "word"
        )
    )
    var select: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp("Not the rules that this names, in the same words; repeatable.", valueName: "word")
    )
    var exclude: [String] = []

    /// The words in the language of `RuleSelection`.
    var words: [String] { select + exclude.map { "!" + $0 } }

    /// Refuses words that name no rule, which would measure something else than was asked for.
    func check(against rules: RuleSet) throws {
        for (option, words) in [("select", select), ("exclude", exclude)] {
            if let problem = RuleSelection(words).problem(in: rules) {
                throw ValidationError("--\(option): \(problem)")
            }
        }
    }

    /// The rules that are meant, in their order.
    func rules(of set: RuleSet) throws -> [Rule] {
        try check(against: set)
        let selection = RuleSelection(words)
        return set.rules.filter { selection.includes($0, defaultSchema: set.defaultSchema) }
    }
}
