import AuditModel

/// What the words of other tools are called here, for hints only: the language has one spelling for each thing.
enum Hints {
    /// Keys of a rule file.
    static let file = [
        "checks": "rules", "models": "rules", "expectations": "rules", "tests": "rules", "data_tests": "rules",
        "validations": "rules", "assertions": "rules", "quality": "rules", "columns": "rules", "rule": "rules",
        "name": "audit", "title": "audit", "suite": "audit", "expectation_suite_name": "audit",
        "tables": "datasets", "sources": "datasets", "dataset": "datasets", "policy": "policies",
        "owner": "defaults", "schema": "defaults", "severity": "defaults", "samples": "defaults", "config": "defaults",
        "imports": "include", "import": "include", "includes": "include", "extends": "include",
        "apiVersion": "version", "schema_version": "version",
    ]

    /// Keys of every rule. A hint counts only where the rule's kind knows the key that it names.
    static let rule = [
        "name": "title", "label": "title", "rule": "id", "identifier": "id", "uid": "id",
        "type": "kind", "check": "kind", "test": "kind", "expectation": "kind", "metric": "kind",
        "table": "dataset", "model": "dataset", "source_table": "dataset", "relation": "dataset", "view": "dataset",
        "field": "column", "column_name": "column", "fields": "columns", "column_list": "columns", "key": "columns",
        "accepted_values": "values", "valid_values": "values", "value_set": "values", "regex": "pattern",
        "to": "parent", "reference": "parent", "references": "parent",
        "condition": "holds", "expression": "holds", "sql": "rows", "query": "rows",
        "filter": "where", "row_condition": "where",
        "fail": "fail_if", "error_if": "fail_if", "threshold": "fail_if", "must_be": "fail_if", "error": "fail_if",
        "warn": "warn_if", "warning": "warn_if", "warn_after": "warn_if", "error_after": "fail_if",
        "level": "severity", "criticality": "severity", "priority": "severity", "on_fail": "severity",
        "contact": "owner", "responsible": "owner", "team": "owner",
        "message": "description", "comment": "description", "notes": "description", "meta": "description",
        "businessImpact": "impact", "why": "impact", "fix": "remediation", "action": "remediation",
        "link": "links", "url": "links", "authoritativeDefinitions": "links", "tag": "tags", "labels": "tags",
        "disabled": "enabled", "skip": "enabled", "active": "enabled", "reason": "disabled_because",
        "group_by": "segments", "partition_by": "segments", "dimensions": "segments", "segment": "segments",
        "exception": "waiver", "ignore": "waiver", "store_failures": "samples", "limit": "samples",
    ]

    /// Dimensions.
    static let dimension: [String: Dimension] = [
        "validity": .conformity, "correctness": .accuracy, "freshness": .timeliness, "currency": .timeliness,
        "integrity": .consistency, "referential integrity": .consistency, "referential_integrity": .consistency,
        "volume": .completeness, "availability": .coverage,
    ]

    /// Severities.
    static let severity: [String: Severity] = [
        "warning": .warn, "low": .info, "medium": .warn, "moderate": .warn, "high": .error, "major": .error,
        "minor": .warn, "fail": .error, "blocker": .critical, "fatal": .critical,
    ]

    /// Keys of a rule that later versions may know.
    static let later: Set<String> = ["diagnose"]
}
