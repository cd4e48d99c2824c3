import AuditModel

extension Coverage {
    init?(reading settings: SettingReader) {
        let dataset = settings.dataset()
        let column = settings.required("column")
        let countBefore = settings.problems.count
        let from = settings.instant("from")
        let to = settings.instant("to")
        acceptedGaps = settings.spans("accepted_gaps") ?? []
        promise = Promise(reading: settings)
        calendar = ExpectedHours(reading: settings)
        let demand = Self.demand(reading: settings)
        if let from, let to, Self.end(of: to.value) < from.value {
            settings.report("'to' lies before 'from'", at: to.location)
        }
        guard let dataset, let column, let demand, settings.problems.count == countBefore else { return nil }
        self.dataset = dataset
        self.column = column
        self.demand = demand
        self.from = from?.value
        self.to = to?.value
    }

    private static func demand(reading settings: SettingReader) -> Demand? {
        let given = ["every", "longest_gap", "members"].filter { settings.setting($0) != nil }
        guard given.count <= 1, let key = given.first ?? (settings.setting("expected_by") == nil ? nil : "expected_by")
        else {
            settings.report(
                "\(settings.subject) needs just one of 'every', 'longest_gap' and 'members', or 'expected_by' alone"
            )
            return nil
        }
        refuseCompanions(of: key, reading: settings)
        switch key {
        case "every": return period(reading: settings)
        case "longest_gap": return longestGap(reading: settings)
        case "members": return settings.requiredStrings(key).map { .members($0.map { SQLLiteral($0.value) }) }
        default: return .promisedMembers
        }
    }

    private static func refuseCompanions(of demand: String, reading settings: SettingReader) {
        let companions = [
            "every": ["from", "to", "accepted_gaps", "calendar", "expected_by"],
            "longest_gap": ["from", "to", "calendar"], "members": [], "expected_by": ["expected_by"],
        ]
        for key in ["from", "to", "accepted_gaps", "calendar", "expected_by"] {
            guard let setting = settings.setting(key), companions[demand]?.contains(key) == false else { continue }
            let partner = key == "accepted_gaps" || key == "expected_by" ? "'every'" : "'every' or 'longest_gap'"
            settings.report("'\(key)' goes with \(partner), not with '\(demand)'", at: setting.location)
        }
    }

    private static func period(reading settings: SettingReader) -> Demand? {
        guard let step = settings.duration("every") else { return nil }
        if step.value.seconds == nil, step.value.number != 1 {
            settings.report("periods of several months are not supported; write '1 month'", at: step.location)
            return nil
        }
        return .every(step.value)
    }

    private static func longestGap(reading settings: SettingReader) -> Demand? {
        guard let step = settings.duration("longest_gap") else { return nil }
        if step.value.seconds == nil {
            settings.report("'longest_gap' cannot be given in months, which differ in length", at: step.location)
            return nil
        }
        return .longestGap(step.value)
    }
}
