extension Offenders {
    /// The rows of one dataset that fulfil a condition, with their key and some columns.
    static func rows(
        of dataset: DatasetName,
        where condition: String,
        showing columns: [String],
        in scope: RuleScope
    ) -> Offenders {
        let key = scope.key(of: dataset)
        let shown = key + columns.filter { !key.contains($0) }
        var offenders = Offenders(
            columns: shown,
            order: key.isEmpty ? shown : key,
            sql: "SELECT \(SQLText.columns(shown))\n\(scope.rows(of: dataset, where: condition))",
            datasets: [dataset]
        )
        offenders.condition = RowCondition(scan: Scan(dataset, where: scope.filter), condition: condition)
        return offenders
    }
}
