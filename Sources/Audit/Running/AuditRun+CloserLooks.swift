import AuditModel

extension AuditRun {
    /// Whether a rule may be looked at closer over several connections.
    var mayDivideLooks: Bool {
        requests.keys.contains { asker in
            guard case .rule(let index) = asker, let kind = rules.rules[index].kind as? any LooksCloserInParts,
                kind.isDivisible, let dataset = kind.references.first?.dataset
            else { return false }
            return catalog.relations[dataset]?.estimatedRows ?? 0 >= Double(options.leastRowsToDivide)
        }
    }

    /// Looks closer at a judged rule, with as many connections as there are when that is worth it.
    mutating func closerLookJobs(_ index: Int, at measured: Measured, _ readings: Readings, _ status: Status) -> [Job] {
        let rule = rules.rules[index]
        let scope = scope(of: rule)
        guard let kind = rule.kind as? any LooksCloser else { return [] }
        if let kind = kind as? any LooksCloserInParts, kind.isDivisible, connectionsLeft > 1,
            measured.population >= options.leastRowsToDivide
        {
            let count = connectionsLeft
            lookParts[index] = DividedLook(count: count, measured: measured)
            return (0..<count).map { partJob($0, of: count, index, kind) }
        }
        let job = Job(.look(index), title: rule.title) { session in
            let reader = SnapshotReader(session)
            return .look(try await kind.closerLook(at: measured, readings, status: status, in: scope, reading: reader))
        }
        return [job]
    }

    private func partJob(_ number: Int, of count: Int, _ index: Int, _ kind: some LooksCloserInParts) -> Job {
        let rule = rules.rules[index]
        let scope = scope(of: rule)
        return Job(.lookPart(index, number, of: count), title: rule.title) { session in
            .part(try await kind.part(number, of: count, in: scope, reading: SnapshotReader(session)))
        }
    }

    /// Notes what a part has found, and orders what all of them tell together.
    mutating func take(_ part: any Sendable, _ number: Int, ofLookAt index: Int) {
        guard var look = lookParts[index] else { return }
        look.parts[number] = part
        lookParts[index] = look
        guard look.isComplete, let kind = rules.rules[index].kind as? any LooksCloserInParts else { return }
        lookParts[index] = nil
        queue.insert(joinJob(index, look, kind), at: 0)
    }

    private func joinJob<Kind: LooksCloserInParts>(_ index: Int, _ look: DividedLook, _ kind: Kind) -> Job {
        let rule = rules.rules[index]
        let scope = scope(of: rule)
        return Job(.look(index), title: rule.title) { session in
            let parts = look.parts.compactMap { $0 as? Kind.Part }
            let reader = SnapshotReader(session)
            return .look(try await kind.closerLook(at: look.measured, joining: parts, in: scope, reading: reader))
        }
    }

    /// Gives up a closer look of which a part has failed.
    mutating func failPart(ofLookAt index: Int, _ reason: String) {
        guard lookParts.removeValue(forKey: index) != nil else { return }
        queue.removeAll { job in
            if case .lookPart(index, _, _) = job.purpose { true } else { false }
        }
        failLook(at: index, reason)
    }

    /// The verdict stands without a closer look; the facts say why it is not there.
    mutating func failLook(at index: Int, _ reason: String) {
        change(index) { $0.measured.facts.append(Fact("a closer look was not possible", reason)) }
    }
}

/// A closer look of which parts are still at work.
struct DividedLook: Sendable {
    /// What was measured.
    let measured: Measured
    /// What the parts have found, in their order.
    var parts: [(any Sendable)?]

    init(count: Int, measured: Measured) {
        self.measured = measured
        parts = Array(repeating: nil, count: count)
    }

    var isComplete: Bool { parts.allSatisfy { $0 != nil } }
}
