extension Ratchet {
    /// How figures do compared with earlier ones. Exact: integers are compared, nothing is rounded.
    ///
    /// Worse is a higher rate or, with no more to look at, a higher count. A table that grows at the same rate of faults has more
    /// of them but is not worse: a check that fails for growth alone would be switched off. Without anything to look at then,
    /// any violation is worse.
    public static func comparison(
        violations: Int,
        of population: Int,
        with baseline: Baseline.Entry
    ) -> BaselineFigures.Comparison {
        let now = Int128(violations) * Int128(baseline.population)
        let then = Int128(baseline.violations) * Int128(population)
        if now > then || (population <= baseline.population && violations > baseline.violations) { return .worse }
        if baseline.population == 0, violations > baseline.violations { return .worse }
        if now < then || (population >= baseline.population && violations < baseline.violations) { return .better }
        return .same
    }

    /// Whether figures break the promise.
    ///
    /// An improvement is measured by the rate: at least so many percent lower. Where nothing was wrong, nothing has to improve.
    public func isBroken(violations: Int, of population: Int, with baseline: Baseline.Entry) -> Bool {
        let isWorse = Self.comparison(violations: violations, of: population, with: baseline) == .worse
        switch self {
        case .noWorse: return isWorse
        case .improve(let percent):
            if isWorse { return true }
            guard violations > 0, baseline.violations > 0 else { return false }
            // v1 / p1 <= v0 / p0 * (100 - n) / 100, the fraction of the percentage cleared.
            let (digits, power) = percent.fraction
            let now = Int128(violations) * Int128(baseline.population) * 100 * power
            let allowed = Int128(baseline.violations) * Int128(population) * (100 * power - digits)
            return now > allowed
        }
    }

    /// What is said of a broken promise.
    func breachInWords(_ baseline: BaselineFigures) -> String {
        let share = baseline.percent.map { " (\($0) %)" } ?? ""
        let then = "\(Wording.count(baseline.violations)) of \(Wording.count(baseline.population))\(share)"
        return switch self {
        case .noWorse: "worse than the baseline of \(then)"
        case .improve(let percent): "\(percent) % better than the baseline of \(then) was promised"
        }
    }
}

extension RuleResult {
    /// Holds the result to a baseline: notes its figures and, where the rule has a ratchet, fails what breaks it. A ratchet that
    /// cannot be held to warns, since what was not compared is no pass.
    public mutating func hold(to baseline: Baseline, ratchet: Ratchet?, today: String) {
        guard status.isEvaluated else { return }
        guard let entry = baseline.rules[id] else {
            if ratchet != nil { warn("the baseline has no figures for this rule; write it anew with 'plumb baseline'") }
            return
        }
        let isChanged = entry.querySHA256 != querySHA256
        let (count, whole) = (violations ?? 0, population ?? 0)
        let comparison = Ratchet.comparison(violations: count, of: whole, with: entry)
        let figures = BaselineFigures(
            violations: entry.violations,
            population: entry.population,
            comparison: isChanged ? .changed : comparison
        )
        condition.baseline = figures
        guard let ratchet else { return }
        if isChanged {
            warn("the rule asks something else than when the baseline was taken; write it anew with 'plumb baseline'")
        } else if ratchet.isBroken(violations: count, of: whole, with: entry) {
            remark(ratchet.breachInWords(figures))
            guard status == .pass || status == .warn else { return }
            status = severity == .warn ? .warn : .fail
            tolerated = false
            cover(today: today, age: nil)
        }
    }

    private mutating func warn(_ reason: String) {
        remark(reason)
        if status == .pass { status = .warn }
        tolerated = false
    }

    /// Adds to the message, once: a result that keeps its verdict when it is judged again keeps its message too.
    private mutating func remark(_ text: String) {
        if !message.hasSuffix("; \(text)") { message += "; \(text)" }
    }

    /// Covers a failure by the waiver of the rule, if it has one that still counts.
    mutating func cover(today: String, age: Int?) {
        guard let waiver, let figures = figures(age: age) else { return }
        var judgement = Judgement(status: status, violations: violations ?? 0, message: message)
        judgement.apply(waiver, to: figures, today: today)
        status = judgement.status
        message = judgement.message
    }

    /// What was measured; `nil` when there is no verdict or nothing was looked at.
    func figures(age: Int?) -> Figures? {
        guard status.isEvaluated, let population, population > 0, let violations else { return nil }
        let number = value.flatMap { ExactDecimal(measured: $0) } ?? age.map { ExactDecimal($0) }
        return Figures(
            population: population,
            violations: violations,
            number: number,
            sentence: finding ?? message
        )
    }
}
