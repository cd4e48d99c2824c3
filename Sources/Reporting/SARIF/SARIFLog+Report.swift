import AuditModel
import Foundation

extension SARIFLog {
    /// Takes what a report says: all rules, and a result for each that fails, warns, is waived or could not be checked.
    init(of report: AuditReport) {
        let driver = SARIFDriver(
            name: report.tool.name,
            version: report.tool.version,
            rules: report.results.map { SARIFRule(of: $0) }
        )
        let changes = report.run.changes.map { changes in
            Dictionary(changes.rules.map { ($0.rule, $0) }) { first, _ in first }
        }
        let results = report.results.enumerated().filter(\.element.isFinding).map { index, result in
            SARIFResult(of: result, index: index, audit: report.audit.name, change: changes?[result.id])
        }
        runs = [
            SARIFRun(
                tool: SARIFTool(driver: driver),
                invocations: [SARIFInvocation(of: report)],
                automationDetails: SARIFIdentifier(id: "\(report.tool.name)/\(report.audit.name.onOneLine)/"),
                results: results
            )
        ]
    }
}

extension SARIFInvocation {
    /// Takes what a report says of the audit as a whole.
    init(of report: AuditReport) {
        let isComplete = report.gate.status != .error
        self.init(
            executionSuccessful: isComplete,
            exitCode: report.gate.exitCode,
            exitCodeDescription: report.gate.reason.onOneLine,
            startTimeUtc: report.run.startedAt,
            endTimeUtc: report.run.finishedAt,
            toolExecutionNotifications: isComplete
                ? [] : [SARIFNotification(level: "error", message: SARIFText(plain: report.gate.reason))]
        )
    }
}

extension SARIFRule {
    /// Takes what a result says of its rule.
    init(of result: RuleResult) {
        let advice = [result.remediation, result.owner.map { "Who acts: \($0)" }] + result.links.map { "See \($0)" }
        var seen: Set<String> = []
        self.init(
            id: result.id,
            shortDescription: SARIFText(plain: result.title.onOneLine),
            fullDescription: SARIFText(
                plain: Phrases.paragraph([result.title, result.description ?? "", result.impact ?? ""])
            ),
            help: SARIFText(plain: Phrases.paragraph(advice.compactMap(\.self) + ["Rule of the kind \(result.kind)"])),
            defaultConfiguration: SARIFConfiguration(level: result.severity.alarm.rawValue),
            properties: SARIFRuleProperties(
                tags: ([result.dimension.rawValue] + result.tags).filter { seen.insert($0).inserted },
                kind: result.kind,
                dimension: result.dimension.rawValue,
                severity: result.severity.rawValue,
                owner: result.owner,
                policy: result.policy
            )
        )
    }
}

extension SARIFResult {
    /// Takes a finding.
    ///
    /// The fingerprint is the rule in its audit and nothing that changes with the data, the limits or the place in the
    /// file, so that a finding stays the same one until the rule holds.
    init(of result: RuleResult, index: Int, audit: String, change: RuleChange?) {
        self.init(
            ruleId: result.id,
            ruleIndex: index,
            level: result.alarm.rawValue,
            message: SARIFText(plain: result.findingWithNextStep),
            locations: [SARIFLocation(of: result)],
            partialFingerprints: ["auditRule/v1": "\(audit)/\(result.id)"],
            suppressions: result.status == .waived
                ? [result.waiver].compactMap { $0.map { SARIFSuppression(justification: $0.decision.onOneLine) } } : [],
            baselineState: change.map { Self.baselineState(of: $0) },
            properties: SARIFResultProperties(
                status: result.status.rawValue,
                population: result.population,
                violations: result.violations,
                percent: result.percent,
                unit: result.unit,
                querySHA256: result.querySHA256
            )
        )
    }
}

extension SARIFResult {
    /// How the finding lies to the run before (SARIF 3.27.24); as many violations of other rows are another finding.
    ///
    /// What the earlier run found and this one does not is no `absent` result: readers that pass over this property
    /// would take it for a finding of today.
    private static func baselineState(of change: RuleChange) -> String {
        let findings: Set<Status> = [.fail, .warn, .error, .waived]
        guard let before = change.before, findings.contains(before.status) else { return "new" }
        let isOther = change.violations.map { $0.new > 0 || $0.fixed > 0 } ?? false
        let isSame = before.status == change.after?.status && before.violations == change.after?.violations
        return isSame && !isOther ? "unchanged" : "updated"
    }
}

extension SARIFLocation {
    /// Where a rule is declared and what it looks at.
    init(of result: RuleResult) {
        self.init(
            physicalLocation: SARIFPhysicalLocation(
                artifactLocation: SARIFArtifactLocation(uri: Self.reference(to: result.location.file)),
                region: SARIFRegion(
                    startLine: max(1, result.location.line),
                    startColumn: max(1, result.location.column)
                )
            ),
            logicalLocations: result.dataset.map { [SARIFLogicalLocation(fullyQualifiedName: $0)] }
        )
    }

    /// A path as URI reference; each byte that is not plain is written as its number.
    private static func reference(to path: String) -> String {
        var path = path[...]
        while path.hasPrefix("./") { path = path.dropFirst(2) }
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
        let encoded = path.utf8.map { byte in
            if plain.contains(byte) { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
        return path.hasPrefix("/") ? "file://\(encoded)" : encoded
    }
}

extension SARIFText {
    /// A text that is shown as it is: what would be a placeholder or a link in a message is escaped (SARIF 3.11.5, 3.11.6).
    init(plain text: String) {
        let escaped = text.withVisibleControls.replacing("{", with: "{{").replacing("}", with: "}}")
        self.init(text: escaped.replacing("](", with: "\\]("))
    }
}
